using System.Globalization;

namespace Frugal.Evaluation;

/// <summary>
/// Whether two networks differ in accuracy on the same samples.
/// </summary>
/// <param name="Counts">The pairs.</param>
/// <param name="Difference">Accuracy after minus accuracy before, as a share: (wrong → right − right → wrong) / samples.</param>
/// <param name="StandardError">Of the difference: √(b + c − (b − c)²/n) / n.</param>
/// <param name="Interval">The score interval of the difference at 95 % (Tango 1998, "Equivalence test and confidence interval for the
/// difference in proportions for the paired-sample design").</param>
/// <param name="ExactP">McNemar's exact conditional test, two-sided (McNemar 1947): twice the binomial tail of the smaller count with 1/2, at most 1.</param>
/// <param name="MidP">The same with half the probability of the observed count taken off, which is less conservative (Fagerland, Lydersen,
/// Laake 2013, "The McNemar test for binary matched-pairs data").</param>
public sealed record PairedTest(PairedCounts Counts, double Difference, double StandardError, Interval Interval, double ExactP, double MidP)
{
    /// <summary>The normal quantile of 97.5 %.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>Whether the mid-p value is below 5 %.</summary>
    public bool IsSignificant => MidP < 0.05;

    /// <summary>Tests the answers of two networks.</summary>
    /// <param name="before">For every sample whether the first network was right.</param>
    /// <param name="after">The same for the second network.</param>
    public static PairedTest Of(ReadOnlySpan<bool> before, ReadOnlySpan<bool> after) => Of(PairedCounts.Of(before, after));

    /// <summary>Tests counts of pairs.</summary>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    public static PairedTest Of(PairedCounts counts)
    {
        if (counts.Count == 0) throw new ArgumentException("There are no samples to compare.");
        double n = counts.Count, b = counts.WrongToRight, c = counts.RightToWrong;
        (double exact, double mid) = McNemar(counts.RightToWrong, counts.WrongToRight);
        double error = Math.Sqrt(b + c - (b - c) * (b - c) / n) / n;
        return new PairedTest(counts, (b - c) / n, error, ScoreInterval(b, c, n), exact, mid);
    }

    /// <summary>The result in one sentence, in percentage points.</summary>
    public string Text
    {
        get
        {
            CultureInfo culture = CultureInfo.InvariantCulture;
            string significance = IsSignificant ? "significant" : "not significant";
            return string.Create(culture, $"{Counts.ErrorsBefore} errors before, {Counts.ErrorsAfter} after ({Counts.RightToWrong} right → wrong, "
                + $"{Counts.WrongToRight} wrong → right of {Counts.Count}): accuracy {100 * Difference:+0.00;−0.00;±0.00} points, 95 % interval "
                + $"{100 * Interval.Low:+0.00;−0.00;0.00} to {100 * Interval.High:+0.00;−0.00;0.00}, {significance} (McNemar mid-p {MidP:0.####}, exact p {ExactP:0.####})");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>McNemar's exact and mid-p values of two discordant counts.</summary>
    internal static (double Exact, double Mid) McNemar(int first, int second)
    {
        int n = first + second, smaller = Math.Min(first, second);
        if (n == 0) return (1, 1);
        // The observed term by logarithms, the smaller ones by their ratio C(n, i − 1) / C(n, i) = i / (n − i + 1).
        double observed = Math.Exp(LogFactorial(n) - LogFactorial(smaller) - LogFactorial(n - smaller) - n * Math.Log(2));
        double tail = 0, term = observed;
        for (int i = smaller; i >= 0; i--)
        {
            tail += term;
            term *= i / (n - i + 1.0);
        }
        return (Math.Min(1, 2 * tail), Math.Min(1, 2 * tail - observed));
    }

    private static double LogFactorial(int n)
    {
        double sum = 0;
        for (int i = 2; i <= n; i++) sum += Math.Log(i);
        return sum;
    }

    /// <summary>
    /// All differences δ whose score statistic (b − c − nδ) / √(n (2q + δ(1 − δ))) lies within ±z, where q is the maximum-likelihood share
    /// of c-pairs under δ: the larger root of 2n q² + (−b − c + (2n − b + c) δ) q − c δ (1 − δ) = 0.
    /// </summary>
    private static Interval ScoreInterval(double b, double c, double n)
    {
        double estimate = (b - c) / n;
        return new Interval(Solve(estimate, -1, d => Statistic(d) <= Z), Solve(estimate, 1, d => Statistic(d) >= -Z));

        double Statistic(double d)
        {
            double linear = -b - c + (2 * n - b + c) * d, constant = -c * d * (1 - d);
            double q = (Math.Sqrt(Math.Max(0, linear * linear - 8 * n * constant)) - linear) / (4 * n);
            double variance = n * (2 * q + d * (1 - d)), numerator = b - c - n * d;
            return variance > 0 ? numerator / Math.Sqrt(variance) : numerator == 0 ? 0 : numerator > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        }

        static double Solve(double inside, double outside, Func<double, bool> accepted)
        {
            if (accepted(outside)) return outside;
            for (int step = 0; step < 200 && inside != outside; step++) // halving until the numbers meet
            {
                double middle = inside + (outside - inside) / 2;
                if (middle == inside || middle == outside) break;
                if (accepted(middle)) inside = middle;
                else outside = middle;
            }
            return inside;
        }
    }
}
