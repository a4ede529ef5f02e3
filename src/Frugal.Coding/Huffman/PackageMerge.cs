namespace Frugal.Coding;

/// <summary>
/// Code lengths of least total cost under a limit of length, in O(nL)
/// (Larmore, Hirschberg 1990, "A fast algorithm for optimal length-limited Huffman codes").
/// </summary>
internal static class PackageMerge
{
    /// <summary>A length for each symbol; 0 for symbols that do not occur, 1 for a symbol that occurs alone.</summary>
    /// <exception cref="ArgumentException">More symbols occur than codes of the limit's length exist.</exception>
    public static byte[] Lengths(ReadOnlySpan<long> counts, int limit)
    {
        var lengths = new byte[counts.Length];
        int[] symbols = Occurring(counts);
        if (symbols.Length <= 1)
        {
            foreach (int symbol in symbols) lengths[symbol] = 1;
            return lengths;
        }
        if (limit < 31 && symbols.Length > 1 << limit)
            throw new ArgumentException($"{symbols.Length} symbols do not fit into codes of at most {limit} bits.");
        // A list for each level, from the longest codes to the shortest: the symbols merged with pairs of the list before.
        // An item of negative source is the package of items 2p and 2p+1 of the list before.
        var sources = new int[limit][];
        long[] weights = [];
        for (int level = 0; level < limit; level++) (sources[level], weights) = Merge(counts, symbols, weights);
        for (int level = limit - 1, taken = 2 * symbols.Length - 2; level >= 0 && taken > 0; level--)
        {
            int packages = 0;
            for (int item = 0; item < taken; item++)
            {
                if (sources[level][item] < 0) packages++;
                else lengths[sources[level][item]]++;
            }
            taken = 2 * packages;
        }
        return lengths;
    }

    private static (int[] Sources, long[] Weights) Merge(ReadOnlySpan<long> counts, int[] symbols, long[] before)
    {
        int pairs = before.Length / 2;
        var sources = new int[symbols.Length + pairs];
        var weights = new long[sources.Length];
        for (int item = 0, s = 0, p = 0; item < sources.Length; item++)
        {
            long pair = p < pairs ? before[2 * p] + before[2 * p + 1] : long.MaxValue;
            if (s < symbols.Length && counts[symbols[s]] <= pair)
            {
                weights[item] = counts[symbols[s]];
                sources[item] = symbols[s++];
            }
            else
            {
                weights[item] = pair;
                sources[item] = -1;
                p++;
            }
        }
        return (sources, weights);
    }

    /// <summary>The symbols that occur, rarest first; those of equal count in their own order.</summary>
    private static int[] Occurring(ReadOnlySpan<long> counts)
    {
        var symbols = new List<int>();
        for (int s = 0; s < counts.Length; s++)
            if (counts[s] > 0) symbols.Add(s);
        long[] copy = counts.ToArray();
        return [.. symbols.OrderBy(s => copy[s])];
    }
}
