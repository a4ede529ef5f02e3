namespace Frugal.Coding;

/// <summary>Decides whether one symbol is so frequent that its positions should be coded first.</summary>
internal static class SymbolFrequencies
{
    /// <summary>The most frequent symbol where it has at least the given share (of two symbols always), else −1.</summary>
    public static int LikelyZero(ReadOnlySpan<ushort> symbols, int alphabet, double share)
    {
        if (alphabet < 2) return -1;
        var counts = new long[alphabet];
        foreach (ushort symbol in symbols) counts[symbol]++;
        int most = Array.IndexOf(counts, counts.Max());
        return alphabet == 2 || counts[most] >= share * symbols.Length ? most : -1;
    }
}
