using System.Numerics;

namespace Frugal.Coding;

/// <summary>
/// The probability of a bit in one context: the mean of a fast and a slow exponentially weighted estimate. Both have 31 bits, since 16-bit
/// states would stop far from certainty; the first updates use the shift 1 + ⌊log₂ n⌋, so that a fresh context learns from a few bits.
/// </summary>
internal struct AdaptiveBit
{
    private uint fast, slow;
    private int updates;

    /// <summary>A context that knows nothing.</summary>
    public AdaptiveBit() => fast = slow = 1u << 30;

    /// <summary>The probability of 0 in units of 2^-16, clamped to what the range coder takes.</summary>
    public readonly int ZeroProbability =>
        Math.Clamp((int)(((ulong)fast + slow) >> 16), BinaryRangeEncoder.LeastProbability, BinaryRangeEncoder.GreatestProbability);

    /// <summary>Learns from a bit.</summary>
    public void Update(int bit, AdaptationRates rates)
    {
        if (updates < 1 << 14) updates++;
        int start = 1 + BitOperations.Log2((uint)updates);
        int fastShift = Math.Min(rates.Fast, start), slowShift = Math.Min(rates.Slow, start);
        if (bit == 0)
        {
            fast += ((1u << 31) - fast) >> fastShift;
            slow += ((1u << 31) - slow) >> slowShift;
        }
        else
        {
            fast -= fast >> fastShift;
            slow -= slow >> slowShift;
        }
    }

    /// <summary>Codes a bit and learns from it.</summary>
    public int Code<TCoder>(ref TCoder coder, int bit, AdaptationRates rates) where TCoder : IBinaryCoder, allows ref struct
    {
        bit = coder.Code(bit, ZeroProbability);
        Update(bit, rates);
        return bit;
    }

    /// <summary>A number of contexts that know nothing.</summary>
    public static AdaptiveBit[] Fresh(int count)
    {
        var contexts = new AdaptiveBit[count];
        Array.Fill(contexts, new AdaptiveBit());
        return contexts;
    }
}
