namespace Frugal.Coding;

/// <summary>
/// Codes bits of given probabilities into a number in [low, low + range): a carry-propagating range coder of 32 bits (Martin 1979, "Range
/// encoding"; the byte-wise carry as in the public-domain LZMA coder). Integers only, hence the same bytes on every machine.
/// </summary>
public sealed class BinaryRangeEncoder
{
    /// <summary>Probabilities are in units of 2^-16 and lie in [<see cref="LeastProbability"/>, <see cref="GreatestProbability"/>].</summary>
    public const int LeastProbability = 32, GreatestProbability = 65504, Half = 32768;

    private byte[] bytes = new byte[256];
    private int count;
    private ulong low;
    private uint range = 0xFFFFFFFF;
    private byte cache;
    private long pending = 1; // the cached byte and, behind it, pending − 1 bytes 0xFF that a carry may still change

    /// <summary>The bytes that the stream would have if it ended about here.</summary>
    public long ByteCount => count + pending;

    /// <summary>Codes a bit.</summary>
    /// <param name="bit">0 or 1.</param>
    /// <param name="zeroProbability">The probability of 0, times 65,536.</param>
    public void Encode(int bit, int zeroProbability)
    {
        // The full product: with (range >> 16) * p the remainder would always fall to bit 1.
        uint bound = (uint)(((ulong)range * (uint)zeroProbability) >> 16);
        if (bit == 0)
        {
            range = bound;
        }
        else
        {
            low += bound;
            range -= bound;
        }
        for (; range < 1u << 24; range <<= 8) ShiftLow();
    }

    /// <summary>
    /// Ends the stream. The short form sets the state to the number with the most trailing zeros that is still in range and drops up to
    /// four zero bytes at the end, which the decoder supplies.
    /// </summary>
    public byte[] Finish(bool shortForm = true)
    {
        if (shortForm) low = RoundestIn(low, range);
        for (int i = 0; i < 5; i++) ShiftLow();
        int end = count;
        for (int dropped = 0; shortForm && dropped < 4 && end > 1 && bytes[end - 1] == 0; dropped++) end--;
        return bytes.AsSpan(1, end - 1).ToArray(); // the first byte is always 0
    }

    private void ShiftLow()
    {
        if (low is < 0xFF000000 or > 0xFFFFFFFF)
        {
            byte carry = (byte)(low >> 32);
            Append((byte)(cache + carry));
            for (; pending > 1; pending--) Append((byte)(0xFF + carry));
            pending = 0;
            cache = (byte)(low >> 24);
        }
        pending++;
        low = (low & 0x00FFFFFF) << 8;
    }

    private void Append(byte value)
    {
        if (count == bytes.Length) Array.Resize(ref bytes, 2 * count);
        bytes[count++] = value;
    }

    /// <summary>The multiple of the largest power of two, 2^32 at most, in [low, low + range).</summary>
    private static ulong RoundestIn(ulong low, uint range)
    {
        for (int k = 32; ; k--)
        {
            ulong step = 1UL << k, candidate = (low + step - 1) & ~(step - 1);
            if (candidate - low < range) return candidate;
        }
    }
}
