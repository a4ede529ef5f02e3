namespace Frugal.Coding;

/// <summary>Counts and entropies of symbol sequences.</summary>
internal static class SymbolStatistics
{
    public static long[] Counts(ReadOnlySpan<int> symbols, int alphabet)
    {
        var counts = new long[alphabet];
        foreach (int symbol in symbols) counts[symbol]++;
        return counts;
    }

    /// <summary>Σ −n log₂(n/N): the bits that no coder of independent symbols can go below.</summary>
    public static double EntropyBits(ReadOnlySpan<long> counts)
    {
        double total = 0, bits = 0;
        foreach (long count in counts) total += count;
        foreach (long count in counts)
            if (count > 0) bits -= count * Math.Log2(count / total);
        return bits;
    }
}
