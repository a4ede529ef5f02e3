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
        double s = (m - 1) / (m + 1), q = s * s, sum = 1.0 / 19;
        sum = sum * q + 1.0 / 17;
        sum = sum * q + 1.0 / 15;
        sum = sum * q + 1.0 / 13;
        sum = sum * q + 1.0 / 11;
        sum = sum * q + 1.0 / 9;
        sum = sum * q + 1.0 / 7;
        sum = sum * q + 1.0 / 5;
        sum = sum * q + 1.0 / 3;
        sum = sum * q + 1.0;
        return (shifted >> 52) * Ln2 + 2 * s * sum;
    }

    /// <summary>e^x = 2^n e^r with |r| ≤ ln 2 / 2 and the Taylor series of e^r; +∞ above 700, 0 below −700.</summary>
    public static double Exp(double x)
    {
        if (x > 700) return double.PositiveInfinity;
        if (x < -700) return 0;
        double n = Math.Round(x / Ln2), r = x - n * Ln2, sum = 1.0 / 479001600;
        sum = sum * r + 1.0 / 39916800;
        sum = sum * r + 1.0 / 3628800;
        sum = sum * r + 1.0 / 362880;
        sum = sum * r + 1.0 / 40320;
        sum = sum * r + 1.0 / 5040;
        sum = sum * r + 1.0 / 720;
        sum = sum * r + 1.0 / 120;
        sum = sum * r + 1.0 / 24;
        sum = sum * r + 1.0 / 6;
        sum = sum * r + 1.0 / 2;
        sum = sum * r + 1.0 / 1;
        sum = sum * r + 1.0 / 1;
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
