using Frugal.Graphs;

namespace Frugal.Coding;

/// <summary>The first part of a file: the length of the graph's skeleton, then its bytes in the model of bytes.</summary>
internal static class GraphPart
{
    private static readonly AdaptationRates LengthRates = new(5, 8);

    private static readonly Lazy<ByteModel> Primed = new(() => new ByteModel(GraphPrimer.Bytes));

    public static byte[] Encode(byte[] skeleton)
    {
        var encoder = new BinaryRangeEncoder();
        var coder = new EncodingCoder(encoder);
        new IntegerModel(LengthRates).CodeUnsigned(ref coder, (ulong)skeleton.Length);
        var model = new ByteModel(Primed.Value);
        foreach (byte b in skeleton) model.Code(ref coder, b);
        return encoder.Finish();
    }

    /// <exception cref="InvalidDataException">The part is damaged, or the graph larger than allowed.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> part, ReadLimits limits)
    {
        var coder = new DecodingCoder(part);
        ulong length = new IntegerModel(LengthRates).CodeUnsigned(ref coder, 0);
        if (length > (ulong)Math.Min(limits.MaximumFileBytes, Array.MaxLength))
            throw new InvalidDataException($"it needs {length:N0} bytes, more than the {limits.MaximumFileBytes:N0} that are allowed");
        var model = new ByteModel(Primed.Value);
        var skeleton = new List<byte>(); // grows as bytes arrive: a length alone must not allocate
        for (ulong i = 0; i < length; i++) skeleton.Add(model.Code(ref coder, 0));
        coder.Finish();
        return [.. skeleton];
    }
}
