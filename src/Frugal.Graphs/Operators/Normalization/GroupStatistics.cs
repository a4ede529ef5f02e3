namespace Frugal.Graphs.Operators;

/// <summary>
/// Normalisation of consecutive runs of elements by their own mean and deviation, which layer, instance and group normalisation share:
/// x̂ = (x − μ) s with s = 1/√(variance + ε), and its transpose dx = s (g − mean g − x̂ mean(g x̂)) for g the gradient of x̂.
/// </summary>
internal sealed class GroupStatistics
{
    /// <summary>Normalises each run of <paramref name="length"/> elements.</summary>
    public GroupStatistics(double[] x, int length, double epsilon)
    {
        Length = length;
        int groups = length == 0 ? 0 : x.Length / length;
        (Mean, Inverse, Normalized) = (new double[groups], new double[groups], new double[x.Length]);
        for (int group = 0; group < groups; group++)
        {
            ReadOnlySpan<double> run = x.AsSpan(group * length, length);
            double sum = 0, squares = 0;
            foreach (double v in run) sum += v;
            double mean = sum / length;
            foreach (double v in run) squares += (v - mean) * (v - mean);
            (Mean[group], Inverse[group]) = (mean, 1 / Math.Sqrt(squares / length + epsilon));
            for (int i = 0; i < length; i++) Normalized[group * length + i] = (run[i] - mean) * Inverse[group];
        }
    }

    public int Length { get; }

    public double[] Mean { get; }

    public double[] Inverse { get; }

    public double[] Normalized { get; }

    /// <summary>The gradient of x from that of x̂.</summary>
    public double[] Transpose(double[] gradient)
    {
        var dx = new double[gradient.Length];
        for (int group = 0; group < Mean.Length; group++)
        {
            double sum = 0, product = 0;
            for (int i = group * Length; i < (group + 1) * Length; i++)
            {
                sum += gradient[i];
                product += gradient[i] * Normalized[i];
            }
            for (int i = group * Length; i < (group + 1) * Length; i++)
                dx[i] = Inverse[group] * (gradient[i] - sum / Length - Normalized[i] * product / Length);
        }
        return dx;
    }
}
