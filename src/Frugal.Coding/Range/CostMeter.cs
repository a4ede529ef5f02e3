namespace Frugal.Coding;

/// <summary>Adds up the ideal code length −log₂ p of bits in place of coding them; for choices between models.</summary>
internal struct CostMeter : IBinaryCoder
{
    /// <summary>The cost so far in bits.</summary>
    public double Bits { get; private set; }

    public static bool IsDecoder => false;

    public int Code(int bit, int zeroProbability)
    {
        Bits -= Math.Log2((bit == 0 ? zeroProbability : 65536 - zeroProbability) / 65536.0);
        return bit;
    }
}
