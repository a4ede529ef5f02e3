using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Mean and population variance of each channel over batch and positions, in two passes.</summary>
internal static class BatchStatistics
{
    public static (double[] Mean, double[] Variance) Of(double[] x, ChannelLayout layout)
    {
        int m = layout.PerChannel;
        double[] mean = Array.ConvertAll(layout.Sums(x.Length, (i, _) => x[i]), s => s / m);
        double[] variance = Array.ConvertAll(layout.Sums(x.Length, (i, c) => (x[i] - mean[c]) * (x[i] - mean[c])), s => s / m);
        return (mean, variance);
    }

    /// <summary>kept · old + (1 − kept) · new, element by element.</summary>
    public static double[] Blend(double[] old, double[] latest, double kept)
    {
        var blend = new double[old.Length];
        for (int i = 0; i < blend.Length; i++) blend[i] = kept * old[i] + (1 - kept) * latest[i];
        return blend;
    }
}
