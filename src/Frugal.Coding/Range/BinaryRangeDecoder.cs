namespace Frugal.Coding;

/// <summary>Decodes what <see cref="BinaryRangeEncoder"/> coded, given the same probabilities; never reads past its bytes.</summary>
public ref struct BinaryRangeDecoder
{
    private readonly ReadOnlySpan<byte> bytes;
    private int position;
    private uint code, range;

    /// <summary>Starts at the first byte of a stream.</summary>
    public BinaryRangeDecoder(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
        range = 0xFFFFFFFF;
        for (int i = 0; i < 4; i++) code = (code << 8) | Next();
    }

    /// <summary>Decodes a bit.</summary>
    /// <param name="zeroProbability">The probability of 0, times 65,536.</param>
    /// <exception cref="InvalidDataException">The stream ends too early, or no encoder can have written it.</exception>
    public int Decode(int zeroProbability)
    {
        uint bound = (uint)(((ulong)range * (uint)zeroProbability) >> 16);
        int bit;
        if (code < bound)
        {
            range = bound;
            bit = 0;
        }
        else
        {
            code -= bound;
            range -= bound;
            bit = 1;
            if (code >= range) throw new InvalidDataException("the coded stream is damaged");
        }
        for (; range < 1u << 24; range <<= 8) code = (code << 8) | Next();
        return bit;
    }

    /// <summary>Proves that the message ends where its bytes do.</summary>
    /// <exception cref="InvalidDataException">Bytes are left over.</exception>
    public readonly void Finish()
    {
        // The decoder runs four bytes ahead; an encoder drops at most four zero bytes at the end.
        if (position < bytes.Length) throw new InvalidDataException("the coded stream is longer than its message");
    }

    private uint Next()
    {
        if (position < bytes.Length) return bytes[position++];
        if (++position - bytes.Length > 4) throw new InvalidDataException("the coded stream ends too early");
        return 0;
    }
}
