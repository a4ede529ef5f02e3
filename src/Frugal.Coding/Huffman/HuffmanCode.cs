namespace Frugal.Coding;

/// <summary>
/// A canonical Huffman code of limited length: codes ascend by (length, symbol), so that the lengths alone define it, and one look-up
/// in a table of 2^limit entries decodes a symbol. A symbol that occurs alone has a code of one bit.
/// </summary>
public sealed class HuffmanCode
{
    /// <summary>The longest code by default; the lengths then fit into four bits.</summary>
    public const int DefaultLimit = 15;

    private readonly byte[] lengths;
    private readonly uint[] codes;
    private readonly int longest;
    private (ushort Symbol, byte Length)[]? table;

    private HuffmanCode(byte[] lengths)
    {
        this.lengths = lengths;
        longest = lengths.DefaultIfEmpty().Max();
        codes = CanonicalCodes(lengths);
    }

    /// <summary>The length of each symbol's code in bits, 0 for symbols without one.</summary>
    public ReadOnlySpan<byte> Lengths => lengths;

    /// <summary>The code of a symbol, in its low bits.</summary>
    public uint CodeOf(int symbol) => codes[symbol];

    /// <summary>The code of least total length for the given numbers of occurrences.</summary>
    /// <param name="counts">How often each symbol occurs; at most 65,536 symbols.</param>
    /// <param name="limit">The longest code allowed, 1 to 15.</param>
    /// <exception cref="ArgumentException">More symbols occur than there are codes of that length.</exception>
    public static HuffmanCode ForCounts(ReadOnlySpan<long> counts, int limit = DefaultLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, DefaultLimit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(counts.Length, 1 << 16);
        return new HuffmanCode(PackageMerge.Lengths(counts, limit));
    }

    /// <summary>The code that has the given lengths.</summary>
    /// <exception cref="InvalidDataException">No prefix code has these lengths, or codes are left unused.</exception>
    public static HuffmanCode FromLengths(ReadOnlySpan<byte> lengths)
    {
        long kraft = 0;
        int symbols = 0;
        foreach (byte length in lengths)
        {
            if (length > DefaultLimit) throw new InvalidDataException($"a code of {length} bits is longer than {DefaultLimit}");
            if (length == 0) continue;
            kraft += 1L << (DefaultLimit - length);
            symbols++;
        }
        bool alone = symbols == 1 && kraft == 1L << (DefaultLimit - 1);
        if (symbols > 0 && !alone && kraft != 1L << DefaultLimit)
            throw new InvalidDataException("the code lengths are not those of a complete prefix code");
        return new HuffmanCode(lengths.ToArray());
    }

    /// <summary>The bits that a message of the given counts takes.</summary>
    public long BitsFor(ReadOnlySpan<long> counts)
    {
        long bits = 0;
        for (int s = 0; s < counts.Length; s++) bits += counts[s] * lengths[s];
        return bits;
    }

    /// <summary>
    /// Writes the lengths: for each symbol four bits, a length of 0 being followed by the number of further zeros in Elias' gamma code.
    /// The number of symbols is the reader's to know.
    /// </summary>
    internal void WriteTable(BitWriter writer)
    {
        for (int s = 0; s < lengths.Length; s++)
        {
            writer.Write(lengths[s], 4);
            if (lengths[s] != 0) continue;
            int run = s + 1;
            while (run < lengths.Length && lengths[run] == 0) run++;
            writer.WriteGamma((uint)(run - s));
            s = run - 1;
        }
    }

    /// <summary>Reads the lengths of a code of <paramref name="symbolCount"/> symbols.</summary>
    /// <exception cref="InvalidDataException">They are not those of a complete prefix code.</exception>
    internal static HuffmanCode ReadTable(ref BitReader reader, int symbolCount)
    {
        var lengths = new byte[symbolCount];
        for (int s = 0; s < symbolCount; s++)
        {
            lengths[s] = (byte)reader.Read(4);
            if (lengths[s] != 0) continue;
            uint run = reader.ReadGamma();
            if (run > symbolCount - s) throw new InvalidDataException("a run of unused codes is too long");
            s += (int)run - 1;
        }
        return FromLengths(lengths);
    }

    /// <summary>Writes a symbol, which must have a code.</summary>
    internal void Write(BitWriter writer, int symbol) => writer.Write(codes[symbol], lengths[symbol]);

    /// <summary>Reads a symbol.</summary>
    /// <exception cref="InvalidDataException">The bits are no code, or cut off.</exception>
    internal int Read(ref BitReader reader)
    {
        table ??= DecodingTable();
        (ushort symbol, byte length) = table[reader.PeekPadded(longest)];
        if (length == 0) throw new InvalidDataException("the bit stream holds a code that no symbol has");
        reader.Skip(length);
        return symbol;
    }

    private static uint[] CanonicalCodes(byte[] lengths)
    {
        var codes = new uint[lengths.Length];
        uint next = 0;
        for (int length = 1; length <= DefaultLimit; length++, next <<= 1)
            for (int s = 0; s < lengths.Length; s++)
                if (lengths[s] == length) codes[s] = next++;
        return codes;
    }

    private (ushort, byte)[] DecodingTable()
    {
        var entries = new (ushort, byte)[1 << longest];
        for (int s = 0; s < lengths.Length; s++)
            if (lengths[s] > 0) entries.AsSpan((int)codes[s] << (longest - lengths[s]), 1 << (longest - lengths[s])).Fill(((ushort)s, lengths[s]));
        return entries;
    }
}
