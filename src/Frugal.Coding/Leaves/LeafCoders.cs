using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>The ways to write a tensor. A line here gives a coder its place in files, its round-trip tests and its chance to be chosen.</summary>
public static class LeafCoders
{
    private static readonly LeafCoder Raw = new RawCoder();
    private static readonly LeafCoder HuffmanFive = new HuffmanIndexCoder();

    /// <summary>All coders; the place of each is its <see cref="LeafCoder.Id"/>.</summary>
    public static IReadOnlyList<LeafCoder> All { get; } =
    [
        Raw,
        new SymbolCoder(),
        new IntegerCoder(),
        new FloatCoder(),
        new SparseFloatCoder(),
        new PaletteCoder(),
        new CodebookCoder(),
        HuffmanFive,
    ];

    /// <summary>The coder of a number in a file.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static LeafCoder ById(int id) =>
        id < All.Count ? All[id] : throw new InvalidDataException($"the coder {id} is not known; a newer version of Frugal may have written it");

    /// <summary>The accepting coder whose code is shortest, or the one that the choice prescribes where it can write the tensor.</summary>
    internal static LeafCoder Choose(DenseTensor tensor, LeafHint hint, CoderChoice choice)
    {
        LeafCoder? prescribed = choice switch
        {
            CoderChoice.Raw => Raw,
            CoderChoice.HuffmanFiveBitIndex => HuffmanFive,
            CoderChoice.HuffmanBestIndex => HuffmanIndexCoder.BestWidth,
            _ => null,
        };
        // The paper codes weights; scalars, codebooks and biases take the way that is best for them under every choice.
        if (prescribed is not null && (choice == CoderChoice.Raw || tensor.Shape.Rank >= 2) && prescribed.Accepts(tensor)) return prescribed;
        LeafCoder best = Raw;
        long least = long.MaxValue;
        foreach (LeafCoder coder in All)
        {
            if (coder == HuffmanFive || !coder.Accepts(tensor)) continue;
            var writer = new LeafWriter();
            coder.Encode(tensor, hint, writer);
            long size = writer.Finish().Length;
            if (size < least) (least, best) = (size, coder);
        }
        return best;
    }
}
