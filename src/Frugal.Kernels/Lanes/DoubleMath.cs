namespace Frugal.Kernels;

/// <summary>
/// Logarithm and exponential in float64 from exactly rounded operations alone, so that they have the same bits on every platform, which
/// the C library behind <see cref="Math"/> does not promise. Relative error below 1e-12.
/// </summary>
internal static class DoubleMath
{
    private const double Ln2 = 0.693147180559945309;

    /// <summary>ln x = e ln 2 + 2 artanh((m − 1) / (m + 1)) for a normal positive x = 2^e m, m in [√½, √2).</summary>
    public static double Log(double x)
    {
        const long rootHalf = 0x3FE6A09E667F3BCD;
        long shifted = BitConverter.DoubleToInt64Bits(x) - rootHalf;
        double m = BitConverter.Int64BitsToDouble((shifted & 0x000FFFFFFFFFFFFF) + rootHalf);
        double s = (m - 1) / (m + 1), q = s * s, sum = 0;
        for (int k = 19; k >= 1; k -= 2) sum = sum * q + 1.0 / k;
        return (shifted >> 52) * Ln2 + 2 * s * sum;
    }

    /// <summary>e^x = 2^n e^r with |r| ≤ ln 2 / 2 and the Taylor series of e^r; +∞ above 700, 0 below −700.</summary>
    public static double Exp(double x)
    {
        if (x > 700) return double.PositiveInfinity;
        if (x < -700) return 0;
        double n = Math.Round(x / Ln2), r = x - n * Ln2, sum = 1;
        for (int k = 13; k >= 1; k--) sum = 1 + sum * r / k;
        return sum * BitConverter.Int64BitsToDouble(((long)n + 1023) << 52);
    }

    /// <summary>x^n by repeated squaring.</summary>
    public static double Power(double x, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1, x *= x)
            if ((n & 1) != 0) result *= x;
        return result;
    }
}
