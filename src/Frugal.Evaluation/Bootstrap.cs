using Frugal.Tensors;

namespace Frugal.Evaluation;

/// <summary>Uncertainty by drawing from the sample with replacement (Efron 1979, "Bootstrap Methods: Another Look at the Jackknife").</summary>
public static class Bootstrap
{
    /// <summary>The mean of <paramref name="after"/> − <paramref name="before"/> over pairs, with its 95 % percentile interval.</summary>
    /// <param name="before">A quantity of every sample under the first network (a loss, an error).</param>
    /// <param name="after">The same under the second network.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="resamples">How many samples are drawn. Default 2,000.</param>
    /// <exception cref="ArgumentException">The numbers of values differ, or there are none.</exception>
    public static BootstrapResult MeanDifference(ReadOnlySpan<double> before, ReadOnlySpan<double> after, ulong seed, int resamples = 2000)
    {
        if (before.Length != after.Length) throw new ArgumentException($"{before.Length} and {after.Length} values are not pairs.");
        var differences = new double[before.Length];
        for (int i = 0; i < differences.Length; i++) differences[i] = after[i] - before[i];
        return Mean(differences, seed, resamples);
    }

    /// <summary>The mean of values, with its 95 % percentile interval.</summary>
    /// <param name="values">One value a sample.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="resamples">How many samples are drawn. Default 2,000.</param>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static BootstrapResult Mean(ReadOnlySpan<double> values, ulong seed, int resamples = 2000)
    {
        if (values.IsEmpty) throw new ArgumentException("There are no values to draw from.");
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 40);
        RandomStream random = new RandomStream(seed).Split("bootstrap");
        var means = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++) sum += values[random.NextInt32(values.Length)];
            means[r] = sum / values.Length;
        }
        double centre = means.Average();
        double deviation = Math.Sqrt(means.Sum(m => (m - centre) * (m - centre)) / (resamples - 1));
        Array.Sort(means);
        double total = 0;
        foreach (double v in values) total += v;
        return new BootstrapResult(total / values.Length, deviation, new Interval(Quantile(means, 0.025), Quantile(means, 0.975)));
    }

    /// <summary>Linear interpolation between order statistics.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int lower = (int)position;
        return lower + 1 < sorted.Length ? sorted[lower] + (position - lower) * (sorted[lower + 1] - sorted[lower]) : sorted[lower];
    }
}
