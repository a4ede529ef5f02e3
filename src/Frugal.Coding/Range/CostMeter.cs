namespace Frugal.Coding;

/// <summary>Adds up the ideal code length −log₂ p of bits in place of coding them; for choices between models.</summary>
internal struct CostMeter : IBinaryCoder
{
    private static readonly float[] BitsOf = MakeTable();

    /// <summary>The cost so far in bits.</summary>
    public double Bits { get; private set; }

    public static bool IsDecoder => false;

    public int Code(int bit, int zeroProbability)
    {
        Bits += BitsOf[bit == 0 ? zeroProbability : 65536 - zeroProbability];
        return bit;
    }

    private static float[] MakeTable()
    {
        var table = new float[65536];
        for (int p = 1; p < table.Length; p++) table[p] = (float)-Math.Log2(p / 65536.0);
        return table;
    }
}
