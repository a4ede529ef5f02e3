namespace Frugal.Tests.Kernels;

/// <summary>The error function in float64, independent of the kernels: its Maclaurin series, and beyond 3 Laplace's continued fraction of erfc.</summary>
internal static class ErrorFunction
{
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        double a = Math.Abs(x);
        if (a > 6) return Math.Sign(x);
        if (a > 3) return Math.Sign(x) * (1 - Complement(a));
        double sum = 0, term = x;
        for (int n = 0; Math.Abs(term) > 1e-20 * Math.Abs(sum) || n < 3; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
            if (n > 200) break;
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double Complement(double a)
    {
        double fraction = 0;
        for (int k = 60; k >= 1; k--) fraction = k / 2.0 / (a + fraction);
        return Math.Exp(-a * a) / Math.Sqrt(Math.PI) / (a + fraction);
    }
}
