namespace Frugal.Kernels;

/// <summary>Sine and cosine of fractions of a turn, reduced to an eighth of a turn first, so that they are symmetric to the last bit.</summary>
internal static class Angles
{
    /// <summary>sin and cos of 2π k/n, for 0 ≤ k.</summary>
    public static (double Sine, double Cosine) SinCos(long k, long n)
    {
        k %= n;
        long eighth = 8 * k / n; // which eighth of the turn
        switch (eighth)
        {
            case 0: return Math.SinCos(2 * Math.PI * k / n);
            case 1 or 2:
                (double s, double c) = Math.SinCos(2 * Math.PI * (4.0 * k - n) / (4.0 * n)); // a quarter further
                return (c, -s);
            case 3 or 4:
                (s, c) = Math.SinCos(2 * Math.PI * (2.0 * k - n) / (2.0 * n));
                return (-s, -c);
            case 5 or 6:
                (s, c) = Math.SinCos(2 * Math.PI * (4.0 * k - 3.0 * n) / (4.0 * n));
                return (-c, s);
            default: return Math.SinCos(2 * Math.PI * (k - n) / n);
        }
    }
}
