using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>Integers and truth values of a small range, in contexts: codebook indices, quantized weights, masks, signs.</summary>
internal sealed class SymbolCoder() : LeafCoder(1, "adaptive symbols")
{
    /// <summary>The share of the most frequent symbol from which on its positions are coded first.</summary>
    private const double ZeroShare = 0.2;

    private static readonly AdaptationRates HeaderRates = new(5, 8);

    public override bool Accepts(DenseTensor tensor)
    {
        if (tensor.Count == 0 || !(tensor.Type.IsInteger() || tensor.Type == ElementType.Bool)) return false;
        (long minimum, long maximum) = RangeOf(tensor.ToLongs());
        return (ulong)(maximum - minimum) < SymbolAlphabet.Largest; // exact also where the difference wraps
    }

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer)
    {
        long[] values = tensor.ToLongs();
        (long minimum, long maximum) = RangeOf(values);
        var symbols = new ushort[values.Length];
        for (int i = 0; i < symbols.Length; i++) symbols[i] = (ushort)(values[i] - minimum);
        EncodingCoder coder = writer.Coder;
        var header = new IntegerModel(HeaderRates);
        header.Code(ref coder, minimum);
        header.Code(ref coder, maximum - minimum);
        SymbolMatrixCoder.Encode(symbols, Describe(symbols, minimum, maximum, hint), tensor.Shape, writer);
    }

    internal override void Decode(ref LeafReader reader, DenseTensor into)
    {
        var header = new IntegerModel(HeaderRates);
        long minimum = header.Code(ref reader.Coder, 0), range = header.Code(ref reader.Coder, 0);
        if (range is < 0 or >= SymbolAlphabet.Largest) throw new InvalidDataException("the range of symbols is too large");
        var symbols = new ushort[into.Count];
        SymbolMatrixCoder.Decode(ref reader, (int)range + 1, into.Shape, symbols);
        IntegerElements.Fill(into, symbols, minimum);
    }

    private static SymbolAlphabet Describe(ushort[] symbols, long minimum, long maximum, LeafHint hint)
    {
        int count = (int)(maximum - minimum) + 1;
        long? hinted = hint.Zero - minimum;
        int zero = hinted >= 0 && hinted < count ? (int)hinted : SymbolFrequencies.LikelyZero(symbols, count, ZeroShare);
        int values = zero < 0 ? count : count - 1;
        int split = hint.Negatives ?? (minimum < 0 && maximum > 0 ? (int)-minimum : values / 2);
        return new SymbolAlphabet(count, zero, Math.Clamp(split, 0, values));
    }

    private static (long Minimum, long Maximum) RangeOf(long[] values)
    {
        long minimum = values[0], maximum = values[0];
        foreach (long value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }
        return (minimum, maximum);
    }
}
