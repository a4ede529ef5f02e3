using Frugal.Tensors;

namespace Frugal.Clustering;

/// <summary>
/// Lloyd's iteration on sorted points: intervals end halfway between neighbouring centroids, centroids move to the means of their
/// intervals, until nothing moves. A local optimum only; a centroid without points stays where it is and is dropped at the end.
/// </summary>
internal static class ScalarLloyd
{
    private const int MostIterations = 10_000;

    public static int[] Starts(WeightedPoints points, int k, ScalarKMeansStart start, RandomStream random, out int iterations)
    {
        double[] centroids = start switch
        {
            ScalarKMeansStart.Linear => Linear(points, k),
            ScalarKMeansStart.Density => Density(points, k),
            _ => Forgy(points, k, random),
        };
        int[] ends = Ends(points, centroids);
        for (iterations = 1; iterations < MostIterations; iterations++)
        {
            for (int j = 0, from = 0; j < k; from = ends[j++])
                if (ends[j] > from) centroids[j] = points.Mean(from, ends[j]);
            int[] moved = Ends(points, centroids);
            if (moved.AsSpan().SequenceEqual(ends)) break;
            ends = moved;
        }
        var starts = new List<int>(k);
        for (int j = 0, from = 0; j < k; from = ends[j++])
            if (ends[j] > from) starts.Add(from);
        return [.. starts];
    }

    /// <summary>For each centroid the first point that belongs to a later one; a point halfway belongs to the lower.</summary>
    private static int[] Ends(WeightedPoints points, double[] centroids)
    {
        var ends = new int[centroids.Length];
        for (int j = 0; j + 1 < ends.Length; j++)
        {
            double boundary = (centroids[j] + centroids[j + 1]) / 2;
            int low = j == 0 ? 0 : ends[j - 1], high = points.Count;
            while (low < high)
            {
                int middle = low + (high - low) / 2;
                if (points[middle] <= boundary) low = middle + 1;
                else high = middle;
            }
            ends[j] = low;
        }
        ends[^1] = points.Count;
        return ends;
    }

    private static double[] Linear(WeightedPoints points, int k)
    {
        double minimum = points[0], maximum = points[points.Count - 1];
        var centroids = new double[k];
        for (int j = 0; j < k; j++) centroids[j] = k == 1 ? (minimum + maximum) / 2 : minimum + j * (maximum - minimum) / (k - 1);
        return centroids;
    }

    private static double[] Density(WeightedPoints points, int k)
    {
        var centroids = new double[k];
        for (int j = 0, point = 0; j < k; j++)
        {
            double quantile = (j + 0.5) / k * points.TotalWeight;
            while (point < points.Count - 1 && points.WeightBelow(point + 1) < quantile) point++;
            centroids[j] = points[point];
        }
        return centroids;
    }

    /// <summary>k distinct values, each observation being as likely as its number of occurrences among those not yet drawn.</summary>
    private static double[] Forgy(WeightedPoints points, int k, RandomStream random)
    {
        var chosen = new SortedSet<int>();
        while (chosen.Count < k) chosen.Add(points.PointOf[random.NextInt32(points.PointOf.Length)]);
        return [.. chosen.Select(p => points[p])];
    }
}
