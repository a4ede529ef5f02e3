using System.Numerics;

namespace Frugal.Kernels;

/// <summary>
/// The matrices of a minimal correlation of m outputs with a filter of r taps: y = Aᵀ · ((G · g) ⊙ (Bᵀ · d)), n = m + r − 1 multiplications, by evaluation at n − 1 numbers and
/// infinity (Shmuel Winograd, "Arithmetic Complexity of Computations", 1980; Andrew Lavin and Scott Gray, "Fast Algorithms for Convolutional Neural Networks", 2016).
/// </summary>
internal sealed class CookToom
{
    private CookToom(Rational[,] output, Rational[,] filter, Rational[,] data)
    {
        Output = output;
        Filter = filter;
        Data = data;
    }

    /// <summary>Aᵀ, m × n.</summary>
    public Rational[,] Output { get; }

    /// <summary>G, n × r.</summary>
    public Rational[,] Filter { get; }

    /// <summary>Bᵀ, n × n.</summary>
    public Rational[,] Data { get; }

    /// <summary>The matrices of F(2, 3) at 0, 1, −1, ∞.</summary>
    public static CookToom Two { get; } = Create(2, 3, [Rational.Of(0), Rational.Of(1), Rational.Of(-1)]);

    /// <summary>The matrices of F(4, 3) at 0, 1, −1, ½, −2, ∞.</summary>
    public static CookToom Four { get; } = Create(4, 3, [Rational.Of(0), Rational.Of(1), Rational.Of(-1), Rational.Of(1, 2), Rational.Of(-2)]);

    /// <summary>The matrices for the given points, to which infinity is added.</summary>
    /// <param name="outputs">m.</param>
    /// <param name="taps">r.</param>
    /// <param name="points">m + r − 2 different numbers.</param>
    /// <exception cref="ArgumentException">The number of points is another, or two are equal.</exception>
    public static CookToom Create(int outputs, int taps, Rational[] points)
    {
        int n = outputs + taps - 1;
        if (points.Length != n - 1) throw new ArgumentException($"F({outputs}, {taps}) needs {n - 1} points besides infinity; {points.Length} were given.");
        if (points.Distinct().Count() != points.Length) throw new ArgumentException("Two of the points are equal; the interpolation needs different ones.");
        var a = new Rational[outputs, n];
        var g = new Rational[n, taps];
        var b = new Rational[n, n];
        for (int j = 0; j < n - 1; j++)
        {
            Rational scale = Rational.Of(1), power = Rational.Of(1);
            for (int i = 0; i < n - 1; i++)
                if (i != j) scale *= points[j] - points[i];
            for (int i = 0; i < Math.Max(outputs, taps); i++, power *= points[j])
            {
                if (i < outputs) a[i, j] = power;
                if (i < taps) g[j, i] = power / scale;
            }

            Rational[] product = Product(points.Where((_, i) => i != j));
            for (int i = 0; i < product.Length; i++) b[j, i] = product[i];
        }

        a[outputs - 1, n - 1] = Rational.Of(1);
        g[n - 1, taps - 1] = Rational.Of(1);
        Rational[] whole = Product(points);
        for (int i = 0; i < n; i++) b[n - 1, i] = whole[i];
        return new CookToom(a, g, b);
    }

    // The coefficients of Π (x − p), the lowest degree first.
    private static Rational[] Product(IEnumerable<Rational> points)
    {
        Rational[] product = [Rational.Of(1)];
        foreach (Rational point in points)
        {
            var next = new Rational[product.Length + 1];
            for (int i = 0; i < product.Length; i++)
            {
                next[i + 1] += product[i];
                next[i] -= product[i] * point;
            }

            product = next;
        }

        return product;
    }
}

/// <summary>A fraction in lowest terms; the default value is 0.</summary>
internal readonly record struct Rational
{
    private readonly BigInteger denominatorMinusOne;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        denominatorMinusOne = denominator / divisor - 1;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => denominatorMinusOne + 1;

    public double Value => (double)Numerator / (double)Denominator;

    public static Rational Of(int numerator, int denominator = 1) => new(numerator, denominator);

    public static Rational operator +(Rational x, Rational y) => new(x.Numerator * y.Denominator + y.Numerator * x.Denominator, x.Denominator * y.Denominator);

    public static Rational operator -(Rational x, Rational y) => new(x.Numerator * y.Denominator - y.Numerator * x.Denominator, x.Denominator * y.Denominator);

    public static Rational operator *(Rational x, Rational y) => new(x.Numerator * y.Numerator, x.Denominator * y.Denominator);

    public static Rational operator /(Rational x, Rational y) => new(x.Numerator * y.Denominator, x.Denominator * y.Numerator);
}
