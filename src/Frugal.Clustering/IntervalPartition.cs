namespace Frugal.Clustering;

/// <summary>
/// The optimal partition of sorted points into intervals by dynamic programming:
/// D_m(j) = min over i of D_{m−1}(i) + cost(i, j), D_1(j) = cost(0, j), the smallest i on ties
/// (Wang, Song 2011, "Ckmeans.1d.dp"; Grønlund and others 2017, "Fast exact k-means, k-medians and Bregman divergence clustering in 1D").
/// The cost is concave-Monge, so that the best i does not fall as j grows; each row is filled by divide and conquer in O(n log n), or by
/// SMAWK in O(n).
/// </summary>
internal static class IntervalPartition
{
    /// <summary>Cells of the table of best predecessors above which Hirschberg's halving is used in its place: 64 MiB.</summary>
    internal const long LargestTable = 1 << 24;

    /// <summary>Points from which on a row is filled by SMAWK: below, divide and conquer is as fast and simpler.</summary>
    private const int SmawkThreshold = 1 << 15;

    internal delegate void RowMethod(WeightedPoints points, int row, double[] previous, double[] current, int[]? best);

    /// <summary>The method of filling a row that suits a number of points.</summary>
    public static RowMethod MethodFor(int count) => count >= SmawkThreshold ? Smawk.FillRow : DivideAndConquer;

    /// <summary>D_1 … D_k of all points.</summary>
    public static double[] CostCurve(WeightedPoints points, int k, RowMethod fillRow)
    {
        var costs = new double[k];
        double[] previous = FirstRow(points), current = new double[points.Count + 1];
        costs[0] = previous[^1];
        for (int row = 2; row <= k; row++)
        {
            fillRow(points, row, previous, current, null);
            // Rounding in the prefix sums must not make more clusters look worse.
            costs[row - 1] = Math.Min(current[^1], costs[row - 2]);
            (previous, current) = (current, previous);
        }
        return costs;
    }

    /// <summary>The start of each of k intervals.</summary>
    public static int[] Starts(WeightedPoints points, int k, RowMethod fillRow, long largestTable = LargestTable)
    {
        if ((long)k * points.Count > largestTable) return HirschbergPartition.Starts(points, k);
        var best = new int[k + 1][];
        double[] previous = FirstRow(points), current = new double[points.Count + 1];
        for (int row = 2; row <= k; row++)
        {
            best[row] = new int[points.Count + 1];
            fillRow(points, row, previous, current, best[row]);
            (previous, current) = (current, previous);
        }
        var starts = new int[k];
        for (int row = k, end = points.Count; row >= 2; row--) starts[row - 1] = end = best[row][end];
        return starts;
    }

    internal static double[] FirstRow(WeightedPoints points)
    {
        var row = new double[points.Count + 1];
        for (int j = 1; j < row.Length; j++) row[j] = points.Cost(0, j);
        return row;
    }

    /// <summary>Row m for j = m … n: the middle j first, which bounds the best i of both halves.</summary>
    internal static void DivideAndConquer(WeightedPoints points, int row, double[] previous, double[] current, int[]? best) =>
        Fill(points, previous, current, best, row, points.Count, row - 1, points.Count - 1);

    private static void Fill(WeightedPoints points, double[] previous, double[] current, int[]? best, int low, int high, int first, int last)
    {
        while (low <= high)
        {
            int j = low + (high - low) / 2, chosen = first, end = Math.Min(last, j - 1);
            double least = double.PositiveInfinity;
            for (int i = first; i <= end; i++)
            {
                double cost = previous[i] + points.Cost(i, j);
                if (cost < least) (least, chosen) = (cost, i);
            }
            current[j] = least;
            if (best is not null) best[j] = chosen;
            Fill(points, previous, current, best, low, j - 1, first, chosen);
            (low, first) = (j + 1, chosen);
        }
    }
}
