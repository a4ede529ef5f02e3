namespace Frugal.Coding;

/// <summary>
/// The positions of non-zero elements as gaps (Han, Mao, Dally 2016, "Deep Compression"): a code g of s bits says how many zeros were
/// skipped. Where more than 2^s − 1 zeros precede an element, (2^s − 1, 0) is written, a stored zero that stands for 2^s positions.
/// Zeros behind the last element are not written.
/// </summary>
public static class RelativeIndex
{
    /// <summary>The widths that are worth trying.</summary>
    public const int SmallestWidth = 2, LargestWidth = 8;

    /// <summary>The gaps and, beside each, the stored symbol: the element after it, or the zero symbol as a filler.</summary>
    /// <param name="symbols">The elements.</param>
    /// <param name="zero">The symbol that counts as zero.</param>
    /// <param name="width">Bits of a gap, s.</param>
    public static (List<int> Gaps, List<int> Stored) Encode(ReadOnlySpan<int> symbols, int zero, int width)
    {
        var gaps = new List<int>();
        var stored = new List<int>();
        int span = 1 << width, zeros = 0;
        foreach (int symbol in symbols)
        {
            if (symbol == zero)
            {
                zeros++;
                continue;
            }
            for (; zeros >= span; zeros -= span)
            {
                gaps.Add(span - 1);
                stored.Add(zero);
            }
            gaps.Add(zeros);
            stored.Add(symbol);
            zeros = 0;
        }
        return (gaps, stored);
    }

    /// <summary>The elements again.</summary>
    /// <exception cref="InvalidDataException">The gaps lead past the end.</exception>
    public static void Decode(ReadOnlySpan<int> gaps, ReadOnlySpan<int> stored, int zero, Span<int> symbols)
    {
        symbols.Fill(zero);
        long position = -1;
        for (int i = 0; i < gaps.Length; i++)
        {
            position += gaps[i] + 1;
            if (position >= symbols.Length) throw new InvalidDataException("a relative index leads past the last element");
            symbols[(int)position] = stored[i];
        }
    }
}
