namespace Frugal.Coding;

/// <summary>Models write through this.</summary>
internal readonly struct EncodingCoder(BinaryRangeEncoder encoder) : IBinaryCoder
{
    public static bool IsDecoder => false;

    public int Code(int bit, int zeroProbability)
    {
        encoder.Encode(bit, zeroProbability);
        return bit;
    }
}
