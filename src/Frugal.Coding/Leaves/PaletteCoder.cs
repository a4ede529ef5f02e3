using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// Floating-point tensors that hold few distinct numbers, written plainly: the numbers once, ascending, then which one stands where.
/// Constant tensors are the extreme.
/// </summary>
internal sealed class PaletteCoder() : LeafCoder(5, "palette")
{
    private const double ZeroShare = 0.2;

    private static readonly AdaptationRates HeaderRates = new(5, 8);

    public override bool Accepts(DenseTensor tensor)
    {
        if (!tensor.Type.IsFloatingPoint() || tensor.Count < 2) return false;
        ulong[] palette = Palette(tensor);
        return palette.Length <= Math.Min(SymbolAlphabet.Largest, tensor.Count / 2 + 1) && AscendingFloats.Ascend(palette, tensor.Type);
    }

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer)
    {
        ulong[] palette = Palette(tensor), patterns = FloatPatterns.Of(tensor);
        Dictionary<ulong, ushort> symbolOf = palette.Select((p, i) => (p, i)).ToDictionary(e => e.p, e => (ushort)e.i);
        ushort[] symbols = Array.ConvertAll(patterns, p => symbolOf[p]);
        EncodingCoder coder = writer.Coder;
        new IntegerModel(HeaderRates).CodeUnsigned(ref coder, (ulong)(palette.Length - 1));
        AscendingFloats.Encode(palette, tensor.Type, writer);
        int zero = SymbolFrequencies.LikelyZero(symbols, palette.Length, ZeroShare);
        ulong sign = SignOf(tensor.Type);
        int negatives = palette.Where((p, i) => i != zero && (p & sign) != 0).Count();
        SymbolMatrixCoder.Encode(symbols, new SymbolAlphabet(palette.Length, zero, negatives), tensor.Shape, writer);
    }

    internal override void Decode(ref LeafReader reader, DenseTensor into)
    {
        ulong count = new IntegerModel(HeaderRates).CodeUnsigned(ref reader.Coder, 0) + 1;
        if (count is 0 or > SymbolAlphabet.Largest) throw new InvalidDataException("the palette is too large");
        var palette = new ulong[count];
        AscendingFloats.Decode(ref reader, into.Type, palette);
        var symbols = new ushort[into.Count];
        SymbolMatrixCoder.Decode(ref reader, palette.Length, into.Shape, symbols);
        for (int i = 0; i < symbols.Length; i++) FloatPatterns.Set(into, i, palette[symbols[i]]);
    }

    private static ulong SignOf(ElementType type) => 1UL << (type.BitsPerElement() - 1);

    private static ulong[] Palette(DenseTensor tensor)
    {
        ulong sign = SignOf(tensor.Type);
        var distinct = new HashSet<ulong>();
        foreach (ulong pattern in FloatPatterns.Of(tensor))
            if (distinct.Add(pattern) && distinct.Count > SymbolAlphabet.Largest) break;
        return [.. distinct.OrderBy(p => (p & sign) != 0 ? -(long)(p & ~sign) : (long)p)];
    }
}
