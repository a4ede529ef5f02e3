using System.Numerics;
using Frugal.Evaluation;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Evaluation;

public sealed class PairedTestTests
{
    private const double Z = 1.959963984540054;

    [Theory]
    [InlineData(10, 2, 0.0386, 0.0225)] // 2 (1 + 12 + 66) / 4096; less 66 / 4096
    [InlineData(0, 0, 1, 1)]
    [InlineData(5, 5, 1, 1)]
    [InlineData(6, 0, 0.03125, 0.015625)] // 2 / 64
    [InlineData(1, 7, 0.0703, 0.0391)] // 2 · 9 / 256; less 8 / 256
    public void McNemar_equals_the_binomial_by_hand(int b, int c, double exact, double mid)
    {
        PairedTest test = PairedTest.Of(new PairedCounts(80, b, c, 3));
        Assert.Equal(exact, test.ExactP, 5e-5 + 1e-9);
        Assert.Equal(mid, test.MidP, 5e-5 + 1e-9);
        Assert.Equal(mid < 0.05, test.IsSignificant);
    }

    [Theory]
    [InlineData(400, 350)]
    [InlineData(3000, 3100)]
    public void McNemar_of_large_counts_equals_sums_of_whole_numbers(int b, int c)
    {
        int n = b + c;
        BigInteger term = 1, sum = 0;
        for (int i = 0; i <= Math.Min(b, c); i++) // C(n, i), exactly
        {
            sum += term;
            term = term * (n - i) / (i + 1);
        }
        double expected = Math.Exp(BigInteger.Log(sum) - (n - 1) * Math.Log(2));
        Assert.Equal(1, PairedTest.Of(new PairedCounts(0, b, c, 0)).ExactP / expected, 9);
    }

    [Fact]
    public void McNemar_of_very_large_counts_equals_the_normal_approximation()
    {
        double z = (20_500 - 20_000 - 1) / Math.Sqrt(40_500); // with continuity correction
        Assert.Equal(2 * UpperTail(z), PairedTest.Of(new PairedCounts(0, 20_000, 20_500, 0)).ExactP, 1e-4);
    }

    /// <summary>The normal tail by the trapezoidal rule.</summary>
    private static double UpperTail(double z)
    {
        double sum = 0;
        const double step = 1e-4;
        for (double x = z; x < 12; x += step) sum += Math.Exp(-x * x / 2) * step;
        return (sum - Math.Exp(-z * z / 2) * step / 2) / Math.Sqrt(2 * Math.PI);
    }

    [Theory]
    [InlineData(36, 12, 2, 0)]
    [InlineData(43, 0, 1, 0)]
    [InlineData(9700, 40, 21, 239)]
    [InlineData(0, 3, 4, 0)]
    [InlineData(475, 9, 0, 40)]
    public void The_ends_of_the_interval_are_just_acceptable_by_a_numerical_likelihood(int both, int lost, int gained, int wrong)
    {
        PairedTest test = PairedTest.Of(new PairedCounts(both, lost, gained, wrong));
        Assert.InRange(test.Difference, test.Interval.Low, test.Interval.High);
        double n = both + lost + gained + wrong;
        Assert.Equal(Z, Score(gained, lost, n, test.Interval.Low), 4);
        Assert.Equal(-Z, Score(gained, lost, n, test.Interval.High), 4);
    }

    /// <summary>The score statistic with the nuisance share found by golden-section search of the likelihood.</summary>
    private static double Score(double b, double c, double n, double d)
    {
        double LogLikelihood(double q) => Term(b, q + d) + Term(c, q) + Term(n - b - c, 1 - 2 * q - d);
        static double Term(double k, double p) => k == 0 ? 0 : p <= 0 ? double.NegativeInfinity : k * Math.Log(p);
        double low = Math.Max(0, -d), high = (1 - d) / 2, golden = (Math.Sqrt(5) - 1) / 2;
        for (int i = 0; i < 200; i++)
        {
            double first = high - golden * (high - low), second = low + golden * (high - low);
            if (LogLikelihood(first) >= LogLikelihood(second)) high = second;
            else low = first;
        }
        double q = (low + high) / 2;
        return (b - c - n * d) / Math.Sqrt(n * (2 * q + d * (1 - d)));
    }

    [Fact]
    public void Without_discordant_pairs_the_interval_has_its_closed_form()
    {
        PairedTest test = PairedTest.Of(new PairedCounts(90, 0, 0, 10));
        double expected = Z * Z / (100 + Z * Z); // from n δ / (1 − δ) = z²
        Assert.Equal(expected, test.Interval.High, 9);
        Assert.Equal(-expected, test.Interval.Low, 9);
        Assert.Equal((0, 0), (test.Difference, test.StandardError));
    }

    [Fact]
    public void The_interval_holds_the_truth_about_95_times_in_100()
    {
        const int n = 40;
        const double gained = 0.12, lost = 0.07; // every outcome, weighted by its multinomial probability
        double coverage = 0, total = 0;
        double[] logFactorial = new double[n + 1];
        for (int i = 2; i <= n; i++) logFactorial[i] = logFactorial[i - 1] + Math.Log(i);
        for (int b = 0; b <= n; b++)
        {
            for (int c = 0; b + c <= n; c++)
            {
                double p = Math.Exp(logFactorial[n] - logFactorial[b] - logFactorial[c] - logFactorial[n - b - c]
                    + b * Math.Log(gained) + c * Math.Log(lost) + (n - b - c) * Math.Log(1 - gained - lost));
                total += p;
                if (PairedTest.Of(new PairedCounts(n - b - c, c, b, 0)).Interval.Contains(gained - lost)) coverage += p;
            }
        }
        Assert.Equal(1, total, 9);
        Assert.InRange(coverage, 0.94, 0.97);
    }

    [Fact]
    public void Pairs_are_counted_and_exchanging_the_networks_mirrors_the_result()
    {
        bool[] before = [true, true, true, false, false, true], after = [true, false, true, true, false, false];
        PairedTest test = PairedTest.Of(before, after), mirrored = PairedTest.Of(after, before);
        Assert.Equal(new PairedCounts(2, 2, 1, 1), test.Counts);
        Assert.Equal((2, 3), (test.Counts.ErrorsBefore, test.Counts.ErrorsAfter));
        Assert.Equal(-1 / 6.0, test.Difference, 12);
        Assert.Equal(test.Interval.Low, -mirrored.Interval.High, 9);
        Assert.Throws<ArgumentException>(() => PairedTest.Of(before, after[..5]));
        Assert.Throws<ArgumentException>(() => PairedTest.Of([], []));
    }

    [Fact]
    public void The_text_states_errors_difference_interval_and_test() => Assert.Equal(
        "13 errors before, 5 after (2 right → wrong, 10 wrong → right of 100): accuracy +8.00 points, 95 % interval +1.43 to +15.80, "
        + "significant (McNemar mid-p 0.0225, exact p 0.0386)", PairedTest.Of(new PairedCounts(85, 2, 10, 3)).Text);

    [Fact]
    public void The_bootstrap_of_a_mean_agrees_with_the_central_limit()
    {
        var random = new RandomStream(8);
        double[] before = [.. Enumerable.Range(0, 2000).Select(_ => random.NextGaussian())];
        double[] after = [.. before.Select(v => v + 0.3 + 0.5 * random.NextGaussian())];
        BootstrapResult result = Bootstrap.MeanDifference(before, after, seed: 1);
        double[] differences = [.. after.Zip(before, (a, b) => a - b)];
        double mean = differences.Average(), error = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 2000) / Math.Sqrt(2000);
        Assert.Equal(mean, result.Mean, 12);
        Assert.Equal(1, result.StandardError / error, 0.06);
        Assert.Equal(mean - Z * error, result.Interval.Low, 0.15 * error);
        Assert.Equal(mean + Z * error, result.Interval.High, 0.15 * error);
        Assert.Equal(result, Bootstrap.MeanDifference(before, after, seed: 1));
        Assert.NotEqual(result, Bootstrap.MeanDifference(before, after, seed: 2));
    }
}
