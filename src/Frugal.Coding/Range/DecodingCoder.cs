namespace Frugal.Coding;

/// <summary>Models read through this.</summary>
internal ref struct DecodingCoder(ReadOnlySpan<byte> bytes) : IBinaryCoder
{
    private BinaryRangeDecoder decoder = new(bytes);

    public static bool IsDecoder => true;

    public int Code(int bit, int zeroProbability) => decoder.Decode(zeroProbability);

    /// <inheritdoc cref="BinaryRangeDecoder.Finish"/>
    public readonly void Finish() => decoder.Finish();
}
