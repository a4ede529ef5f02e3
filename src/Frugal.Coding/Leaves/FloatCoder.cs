using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>Floating-point numbers one after another, bit for bit: weights that are neither shared nor quantized.</summary>
internal sealed class FloatCoder() : LeafCoder(3, "adaptive floats")
{
    public override bool Accepts(DenseTensor tensor) => tensor.Type.IsFloatingPoint() && tensor.Count > 0;

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer) =>
        EncodeSequence(FloatPatterns.Of(tensor), tensor.Type, writer);

    internal override void Decode(ref LeafReader reader, DenseTensor into)
    {
        FloatModel model = ReadModel(ref reader, into.Type);
        for (int i = 0; i < into.Count; i++) FloatPatterns.Set(into, i, model.Code(ref reader.Coder, 0));
    }

    internal static void EncodeSequence(ReadOnlySpan<ulong> patterns, ElementType type, LeafWriter writer)
    {
        (int exponent, int mantissa) = FloatModel.FormatOf(type);
        int dropped = FloatModel.CommonZeros(patterns, mantissa);
        EncodingCoder coder = writer.Coder;
        for (int i = 5; i >= 0; i--) coder.Code(dropped >> i & 1, BinaryRangeEncoder.Half);
        var model = new FloatModel(exponent, mantissa, dropped);
        foreach (ulong pattern in patterns) model.Code(ref coder, pattern);
    }

    internal static FloatModel ReadModel(ref LeafReader reader, ElementType type)
    {
        (int exponent, int mantissa) = FloatModel.FormatOf(type);
        int dropped = 0;
        for (int i = 0; i < 6; i++) dropped = 2 * dropped + reader.Coder.Code(0, BinaryRangeEncoder.Half);
        if (dropped > mantissa) throw new InvalidDataException("more bits of the mantissa are left out than there are");
        return new FloatModel(exponent, mantissa, dropped);
    }
}
