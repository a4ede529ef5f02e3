using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// Codebook indices as in the paper: relative positions and values, each Huffman-coded (Han, Mao, Dally 2016, "Deep Compression").
/// Kept for comparison; index 0 is the zero.
/// </summary>
internal sealed class HuffmanIndexCoder() : LeafCoder(7, "Huffman with relative index")
{
    private readonly int[] widths = [5];

    /// <summary>The coder that picks the best width of the index for each tensor; the format is the same.</summary>
    public static HuffmanIndexCoder BestWidth { get; } =
        new([.. Enumerable.Range(RelativeIndex.SmallestWidth, RelativeIndex.LargestWidth - RelativeIndex.SmallestWidth + 1)]);

    private HuffmanIndexCoder(int[] widths) : this() => this.widths = widths;

    public override bool Accepts(DenseTensor tensor)
    {
        if (!tensor.Type.IsInteger() || tensor.Count == 0) return false;
        long[] values = tensor.ToLongs();
        return values.Min() >= 0 && values.Max() < SymbolAlphabet.Largest;
    }

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer)
    {
        int[] symbols = Array.ConvertAll(tensor.ToLongs(), v => (int)v);
        writer.WriteRaw(widths.Select(w => HuffmanIndexStream.Encode(symbols, w)).MinBy(s => s.Length)!);
    }

    internal override void Decode(ref LeafReader reader, DenseTensor into)
    {
        ReadOnlySpan<byte> length = reader.ReadRaw(4);
        int count = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count < 0) throw new InvalidDataException("a length is negative");
        var symbols = new int[into.Count];
        HuffmanIndexStream.Decode(reader.ReadRaw(count), symbols);
        into.Bytes.Clear();
        for (int i = 0; i < symbols.Length; i++) IntegerElements.Set(into, i, symbols[i]);
    }
}
