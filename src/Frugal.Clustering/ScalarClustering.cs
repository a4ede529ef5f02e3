namespace Frugal.Clustering;

/// <summary>A partition of numbers into intervals, each represented by its weighted mean.</summary>
/// <param name="Centroids">The means of the clusters, strictly ascending. Fewer than asked for when there are fewer distinct values, or when Lloyd's iteration left clusters empty.</param>
/// <param name="Assignment">For each value, in the order in which it was given, the index of its centroid.</param>
/// <param name="Cost">The weighted sum of squared distances from values to their centroids.</param>
/// <param name="Iterations">How many times Lloyd's iteration moved the centroids; 0 for the exact solution.</param>
public sealed record ScalarClustering(double[] Centroids, int[] Assignment, double Cost, int Iterations)
{
    /// <summary>The number of clusters that hold at least one value.</summary>
    public int ClusterCount => Centroids.Length;
}
