namespace Frugal.Clustering;

/// <summary>
/// The optimal intervals in memory proportional to the number of points: costs of all prefixes with ⌊k/2⌋ intervals and of all suffixes
/// with the rest meet at the best cut, and each side is solved likewise (Hirschberg 1975, "A linear space algorithm for computing
/// maximal common subsequences"). Twice the time of the table.
/// </summary>
internal static class HirschbergPartition
{
    public static int[] Starts(WeightedPoints points, int k)
    {
        var starts = new int[k];
        Solve(points, 0, points.Count, starts, 0, k);
        return starts;
    }

    private static void Solve(WeightedPoints points, int from, int to, int[] starts, int first, int k)
    {
        starts[first] = from;
        if (k == 1) return;
        int left = k / 2, right = k - left;
        double[] prefix = Costs(points, from, to, left, backward: false), suffix = Costs(points, from, to, right, backward: true);
        double least = double.PositiveInfinity;
        int cut = from + left;
        for (int i = left; i <= to - from - right; i++)
        {
            double cost = prefix[i] + suffix[to - from - i];
            if (cost < least) (least, cut) = (cost, from + i);
        }
        Solve(points, from, cut, starts, first, left);
        Solve(points, cut, to, starts, first + left, right);
    }

    /// <summary>For each length, the cost of that many first (or last) points of a range in m intervals.</summary>
    private static double[] Costs(WeightedPoints points, int from, int to, int m, bool backward)
    {
        int n = to - from;
        double[] previous = new double[n + 1], current = new double[n + 1];
        for (int j = 1; j <= n; j++) previous[j] = Cost(0, j);
        for (int row = 2; row <= m; row++)
        {
            Array.Fill(current, double.PositiveInfinity, 0, row);
            Fill(row, n, row - 1, n - 1);
            (previous, current) = (current, previous);
        }
        return previous;

        double Cost(int i, int j) => backward ? points.Cost(to - j, to - i) : points.Cost(from + i, from + j);

        void Fill(int low, int high, int least, int most)
        {
            while (low <= high)
            {
                int j = low + (high - low) / 2, chosen = least, end = Math.Min(most, j - 1);
                double best = double.PositiveInfinity;
                for (int i = least; i <= end; i++)
                {
                    double cost = previous[i] + Cost(i, j);
                    if (cost < best) (best, chosen) = (cost, i);
                }
                current[j] = best;
                Fill(low, j - 1, least, chosen);
                (low, least) = (j + 1, chosen);
            }
        }
    }
}
