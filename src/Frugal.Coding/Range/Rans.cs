namespace Frugal.Coding;

/// <summary>
/// Static range asymmetric numeral systems (Duda 2013, "Asymmetric numeral systems"; the byte-wise form of Giesen 2014, "Interleaved
/// entropy coders"): order-0 coding within a fraction of a per cent of the entropy. The state lives in [2^23, 2^31).
/// </summary>
public static class Rans
{
    /// <summary>The sum of frequencies is 2^14 by default: rare symbols of 32 then suffer little from the least frequency of 1.</summary>
    public const int DefaultScaleBits = 14;

    private const uint LowestState = 1u << 23;

    /// <summary>
    /// Frequencies that sum to 2^<paramref name="scaleBits"/>, at least 1 for every symbol that occurs, as near to the counts as the cost in bits asks for.
    /// </summary>
    /// <exception cref="ArgumentException">No symbol occurs, or more than 2^scaleBits.</exception>
    public static int[] Normalize(ReadOnlySpan<long> counts, int scaleBits = DefaultScaleBits)
    {
        int total = 1 << scaleBits, sum = 0, occurring = 0;
        long n = 0;
        foreach (long count in counts)
        {
            n += count;
            if (count > 0) occurring++;
        }
        if (occurring == 0 || occurring > total) throw new ArgumentException($"{occurring} symbols cannot share {total} units of frequency.");
        var frequencies = new int[counts.Length];
        for (int s = 0; s < counts.Length; s++)
            if (counts[s] > 0) sum += frequencies[s] = (int)Int128.Max(1, (Int128)counts[s] * total / n);
        for (; sum < total; sum++) frequencies[Best(counts, frequencies, gain: true)]++;
        for (; sum > total; sum--) frequencies[Best(counts, frequencies, gain: false)]--;
        return frequencies;
    }

    /// <summary>Encodes a message; the symbols are taken from the last to the first, so that decoding runs forward.</summary>
    public static byte[] Encode(ReadOnlySpan<int> symbols, ReadOnlySpan<int> frequencies, int scaleBits = DefaultScaleBits)
    {
        int[] starts = Starts(frequencies);
        var reversed = new List<byte>();
        uint state = LowestState;
        for (int i = symbols.Length - 1; i >= 0; i--)
        {
            uint frequency = (uint)frequencies[symbols[i]];
            if (frequency == 0) throw new ArgumentException($"Symbol {symbols[i]} has no frequency.");
            ulong limit = ((ulong)LowestState >> scaleBits) * 256 * frequency;
            for (; state >= limit; state >>= 8) reversed.Add((byte)state);
            state = Push(state, frequency, (uint)starts[symbols[i]], scaleBits);
        }
        for (int i = 0; i < 4; i++, state >>= 8) reversed.Add((byte)state);
        reversed.Reverse();
        return [.. reversed];
    }

    /// <summary>Decodes a message of known length.</summary>
    /// <exception cref="InvalidDataException">The bytes are not the code of such a message: too few, too many, or altered.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> frequencies, Span<int> symbols, int scaleBits = DefaultScaleBits)
    {
        int[] starts = Starts(frequencies);
        var symbolOf = new int[1 << scaleBits];
        for (int s = 0; s < frequencies.Length; s++) symbolOf.AsSpan(starts[s], frequencies[s]).Fill(s);
        if (bytes.Length < 4) throw new InvalidDataException("the stream is too short");
        uint state = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes), mask = (1u << scaleBits) - 1;
        int position = 4;
        for (int i = 0; i < symbols.Length; i++)
        {
            uint slot = state & mask;
            int symbol = symbolOf[slot];
            symbols[i] = symbol;
            state = (uint)frequencies[symbol] * (state >> scaleBits) + slot - (uint)starts[symbol];
            while (state < LowestState)
            {
                if (position == bytes.Length) throw new InvalidDataException("the stream ends too early");
                state = (state << 8) | bytes[position++];
            }
        }
        if (state != LowestState || position != bytes.Length) throw new InvalidDataException("the stream does not end where its message does");
    }

    /// <summary>x ← ⌊x/f⌋·2^m + c + (x mod f).</summary>
    internal static uint Push(uint state, uint frequency, uint start, int scaleBits) =>
        ((state / frequency) << scaleBits) + start + state % frequency;

    private static int Best(ReadOnlySpan<long> counts, int[] frequencies, bool gain)
    {
        int chosen = -1;
        double best = gain ? double.NegativeInfinity : double.PositiveInfinity;
        for (int s = 0; s < counts.Length; s++)
        {
            if (counts[s] == 0 || (!gain && frequencies[s] == 1)) continue;
            double f = frequencies[s];
            double bits = counts[s] * Math.Log(gain ? (f + 1) / f : f / (f - 1));
            if (gain ? bits > best : bits < best) (best, chosen) = (bits, s);
        }
        return chosen;
    }

    private static int[] Starts(ReadOnlySpan<int> frequencies)
    {
        var starts = new int[frequencies.Length];
        for (int s = 1; s < starts.Length; s++) starts[s] = starts[s - 1] + frequencies[s - 1];
        return starts;
    }
}
