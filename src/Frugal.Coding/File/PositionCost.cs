using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>What the positions of non-zero elements cost by themselves: the size of the mask in the same contexts.</summary>
internal static class PositionCost
{
    private static readonly LeafCoder Symbols = LeafCoders.ById(1);

    /// <summary>The bytes; 0 for coders that do not code positions.</summary>
    public static long Bytes(DenseTensor tensor, LeafHint hint, LeafCoder coder)
    {
        bool[]? mask = coder switch
        {
            SparseFloatCoder or PaletteCoder => Array.ConvertAll(FloatPatterns.Of(tensor), p => p != 0),
            SymbolCoder or HuffmanIndexCoder or IntegerCoder => Array.ConvertAll(tensor.ToLongs(), v => v != (hint.Zero ?? 0)),
            _ => null,
        };
        if (mask is null || !mask.Contains(false)) return 0;
        var writer = new LeafWriter();
        Symbols.Encode(DenseTensor.From(mask, tensor.Shape), new LeafHint(0, 0), writer);
        return writer.ByteCount;
    }
}
