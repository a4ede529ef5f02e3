using Frugal.Tensors;

namespace Frugal.Clustering;

/// <summary>
/// k-means of numbers: min Σ ωᵢ (xᵢ − c(i))². In one dimension the optimal clusters are intervals of the sorted values, so that the
/// global optimum is found exactly, in O(n log n + kn log n) at most.
/// </summary>
public static class ScalarKMeans
{
    /// <summary>Clusters numbers, each of weight 1 or of its own positive weight.</summary>
    /// <param name="values">The numbers, in any order; finite.</param>
    /// <param name="k">The number of clusters; reduced to the number of distinct values where that is smaller.</param>
    /// <param name="weights">A positive weight for each number (the sensitivity of the loss to it, say), or empty.</param>
    /// <param name="start">Exact, or where Lloyd's iteration begins.</param>
    /// <param name="random">Used by <see cref="ScalarKMeansStart.Random"/> only.</param>
    /// <exception cref="ArgumentException">A number is not finite, a weight not positive, their counts differ, or k is not positive.</exception>
    public static ScalarClustering Cluster(ReadOnlySpan<double> values, int k, ReadOnlySpan<double> weights = default,
        ScalarKMeansStart start = ScalarKMeansStart.Exact, RandomStream random = default)
    {
        Check(values, weights, k);
        if (values.IsEmpty) return new ScalarClustering([], [], 0, 0);
        var points = new WeightedPoints(values, weights);
        k = Math.Min(k, points.Count);
        int iterations = 0;
        int[] starts = start == ScalarKMeansStart.Exact
            ? IntervalPartition.Starts(points, k, IntervalPartition.MethodFor(points.Count))
            : ScalarLloyd.Starts(points, k, start, random, out iterations);
        return Describe(points, starts, iterations);
    }

    /// <inheritdoc cref="Cluster(ReadOnlySpan{double}, int, ReadOnlySpan{double}, ScalarKMeansStart, RandomStream)"/>
    public static ScalarClustering Cluster(ReadOnlySpan<float> values, int k, ReadOnlySpan<double> weights = default,
        ScalarKMeansStart start = ScalarKMeansStart.Exact, RandomStream random = default) =>
        Cluster(Widen(values), k, weights, start, random);

    /// <summary>
    /// The least cost with 1, 2, … k clusters: the exact menu of distortions of one layer, from a single run. Beyond the number of
    /// distinct values the cost is 0.
    /// </summary>
    /// <param name="values">The numbers, in any order; finite.</param>
    /// <param name="k">The largest number of clusters.</param>
    /// <param name="weights">A positive weight for each number, or empty.</param>
    /// <exception cref="ArgumentException">As for <see cref="Cluster(ReadOnlySpan{double}, int, ReadOnlySpan{double}, ScalarKMeansStart, RandomStream)"/>.</exception>
    public static double[] CostCurve(ReadOnlySpan<double> values, int k, ReadOnlySpan<double> weights = default)
    {
        Check(values, weights, k);
        var curve = new double[k];
        if (values.IsEmpty) return curve;
        var points = new WeightedPoints(values, weights);
        IntervalPartition.CostCurve(points, Math.Min(k, points.Count), IntervalPartition.MethodFor(points.Count)).CopyTo(curve, 0);
        return curve;
    }

    /// <inheritdoc cref="CostCurve(ReadOnlySpan{double}, int, ReadOnlySpan{double})"/>
    public static double[] CostCurve(ReadOnlySpan<float> values, int k, ReadOnlySpan<double> weights = default) =>
        CostCurve(Widen(values), k, weights);

    private static ScalarClustering Describe(WeightedPoints points, int[] starts, int iterations)
    {
        int k = starts.Length;
        var centroids = new double[k];
        var clusterOfPoint = new int[points.Count];
        double cost = 0;
        for (int j = 0; j < k; j++)
        {
            int end = j + 1 < k ? starts[j + 1] : points.Count;
            centroids[j] = points.Mean(starts[j], end) + points.Center;
            cost += points.DirectCost(starts[j], end);
            clusterOfPoint.AsSpan(starts[j], end - starts[j]).Fill(j);
        }
        int[] assignment = Array.ConvertAll(points.PointOf, p => clusterOfPoint[p]);
        return new ScalarClustering(centroids, assignment, cost, iterations);
    }

    private static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = values[i];
        return wide;
    }

    private static void Check(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        if (!weights.IsEmpty && weights.Length != values.Length)
            throw new ArgumentException($"There are {values.Length} values, but {weights.Length} weights.");
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i])) throw new ArgumentException($"Value {i} is {values[i]}; only finite numbers can be clustered.");
        for (int i = 0; i < weights.Length; i++)
            if (!(weights[i] > 0 && double.IsFinite(weights[i]))) throw new ArgumentException($"Weight {i} is {weights[i]}; weights must be positive and finite.");
    }
}
