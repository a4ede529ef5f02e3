namespace Frugal.Coding;

/// <summary>
/// Probabilities in the logistic domain, in integers: stretch(p) = ln(p / (1 − p)) in units of 1/256, squash its inverse, p in units of
/// 2^-16. The tables come from additions, multiplications and divisions of float64 only, which IEEE 754 rounds alike on every machine;
/// library exponentials would not do.
/// </summary>
internal static class Logistic
{
    /// <summary>The largest magnitude of a stretched probability: 11 units of ln, p = 1.7e-5.</summary>
    public const int Limit = 2816;

    private const double Step = 1.0039138893383475734436096039034; // e^(1/256)

    private static readonly ushort[] SquashTable = MakeSquashTable();
    private static readonly short[] FineTable = MakeStretchTable(16), CoarseTable = MakeStretchTable(12);

    /// <summary>65,536 / (1 + e^(−x / 256)), within [1, 65,535].</summary>
    public static int Squash(int x) => SquashTable[Math.Clamp(x, -Limit, Limit) + Limit];

    /// <summary>256 ln(p / (65,536 − p)), with full resolution where p is near 0 or 1.</summary>
    public static int Stretch(int p) => p < 4096 ? FineTable[p] : p >= 61440 ? -FineTable[65535 - p] : CoarseTable[p >> 4];

    private static ushort[] MakeSquashTable()
    {
        var table = new ushort[2 * Limit + 1];
        double power = 1; // e^(x / 256)
        for (int x = 0; x <= Limit; x++, power *= Step)
        {
            int p = Math.Min((int)(65536 * (power / (1 + power)) + 0.5), 65535);
            table[Limit + x] = (ushort)p;
            table[Limit - x] = (ushort)(65536 - p);
        }
        return table;
    }

    /// <summary>4,096 entries for the middles of cells of 2^-<paramref name="bits"/>, the first at 0.</summary>
    private static short[] MakeStretchTable(int bits)
    {
        var table = new short[4096];
        for (int i = 0; i < table.Length; i++)
        {
            double p = (i + 0.5) / (1 << bits), odds = p < 0.5 ? (1 - p) / p : p / (1 - p), power = 1;
            int x = 0;
            for (; x < Limit && power * Step <= odds; x++) power *= Step;
            table[i] = (short)(p < 0.5 ? -x : x);
        }
        return table;
    }
}
