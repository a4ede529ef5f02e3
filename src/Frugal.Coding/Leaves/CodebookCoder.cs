using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>A codebook: ascending numbers, of which the first may be an extra zero that stands for pruned weights.</summary>
internal sealed class CodebookCoder() : LeafCoder(6, "codebook")
{
    public override bool Accepts(DenseTensor tensor)
    {
        if (!tensor.Type.IsFloatingPoint() || tensor.Count == 0) return false;
        ulong[] patterns = FloatPatterns.Of(tensor);
        return AscendingFloats.Ascend(patterns.AsSpan(patterns[0] == 0 ? 1 : 0), tensor.Type);
    }

    internal override void Encode(DenseTensor tensor, LeafHint hint, LeafWriter writer)
    {
        ulong[] patterns = FloatPatterns.Of(tensor);
        int leading = patterns[0] == 0 ? 1 : 0;
        writer.Encoder.Encode(leading, BinaryRangeEncoder.Half);
        AscendingFloats.Encode(patterns.AsSpan(leading), tensor.Type, writer);
    }

    internal override void Decode(ref LeafReader reader, DenseTensor into)
    {
        var patterns = new ulong[into.Count];
        if (patterns.Length == 0) throw new InvalidDataException("a codebook is empty");
        int leading = reader.Coder.Code(0, BinaryRangeEncoder.Half);
        AscendingFloats.Decode(ref reader, into.Type, patterns.AsSpan(leading));
        for (int i = 0; i < patterns.Length; i++) FloatPatterns.Set(into, i, patterns[i]);
    }
}
