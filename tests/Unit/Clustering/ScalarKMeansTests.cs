using Frugal.Clustering;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Clustering;

public sealed class ScalarKMeansTests
{
    private static readonly double[] Ladder = [0, 1, 2, 10, 11, 12, 20, 21, 22, 100];

    [Theory]
    [InlineData(2, 606)]
    [InlineData(3, 156)]
    [InlineData(4, 6)]
    public void The_exact_optimum_of_a_known_sequence_is_found(int k, double cost)
    {
        ScalarClustering clustering = ScalarKMeans.Cluster(Ladder, k);
        Assert.Equal(cost, clustering.Cost, 1e-9);
        Assert.Equal(k, clustering.ClusterCount);
        Assert.Equal(cost, ScalarKMeans.CostCurve(Ladder, 5)[k - 1], 1e-9);
    }

    [Theory]
    [InlineData(2, 606, 2)]
    [InlineData(3, 606, 2)]
    [InlineData(4, 156, 3)]
    public void Lloyd_from_a_linear_start_leaves_one_cluster_empty(int k, double cost, int used)
    {
        ScalarClustering clustering = ScalarKMeans.Cluster(Ladder, k, start: ScalarKMeansStart.Linear);
        Assert.Equal(cost, clustering.Cost, 1e-9);
        Assert.Equal(used, clustering.ClusterCount);
    }

    [Fact]
    public void The_worked_example_of_weight_sharing_gives_the_published_centroids()
    {
        double[] weights = [2.09, -0.98, 1.48, 0.09, 0.05, -0.14, -1.08, 2.12, -0.91, 1.92, 0, -1.03, 1.87, 0, 1.53, 1.49];
        ScalarClustering clustering = ScalarKMeans.Cluster(weights, 4);
        Assert.Equal(0.0932, clustering.Cost, 1e-9);
        Assert.Equal([3, 0, 2, 1, 1, 1, 0, 3, 0, 3, 1, 0, 3, 1, 2, 2], clustering.Assignment);
        double[] expected = [-1, 0, 1.5, 2];
        for (int j = 0; j < 4; j++) Assert.Equal(expected[j], clustering.Centroids[j], 1e-9);
    }

    [Fact]
    public void The_exact_cost_equals_brute_force_over_all_cuts()
    {
        var random = new RandomStream(3);
        for (int trial = 0; trial < 200; trial++)
        {
            int n = 1 + random.NextInt32(12), k = 1 + random.NextInt32(n);
            double[] values = Draw(n, ref random, 20), weights = [.. Draw(n, ref random, 5).Select(w => w + 0.25)];
            double expected = BruteForce(values, weights, k);
            Assert.Equal(expected, ScalarKMeans.Cluster(values, k, weights).Cost, 1e-10 * (1 + expected));
            Assert.Equal(expected, ScalarKMeans.CostCurve(values, k, weights)[k - 1], 1e-9 * (1 + expected));
        }
    }

    [Fact]
    public void Divide_and_conquer_Smawk_and_the_quadratic_recurrence_agree()
    {
        var random = new RandomStream(4);
        for (int trial = 0; trial < 60; trial++)
        {
            int n = 1 + random.NextInt32(200), k = 1 + random.NextInt32(Math.Min(n, 12));
            double[] values = trial % 2 == 0 ? Draw(n, ref random, 30) : Gaussian(n, ref random);
            var points = new WeightedPoints(values, []);
            k = Math.Min(k, points.Count);
            double[] slow = Quadratic(points, k);
            double[] divided = IntervalPartition.CostCurve(points, k, IntervalPartition.DivideAndConquer);
            double[] smawk = IntervalPartition.CostCurve(points, k, Smawk.FillRow);
            for (int m = 0; m < k; m++)
            {
                Assert.Equal(slow[m], divided[m], 1e-9);
                Assert.Equal(slow[m], smawk[m], 1e-9);
            }
            int[] starts = IntervalPartition.Starts(points, k, IntervalPartition.DivideAndConquer);
            Assert.Equal(slow[k - 1], Cost(points, starts), 1e-9);
            Assert.Equal(slow[k - 1], Cost(points, IntervalPartition.Starts(points, k, Smawk.FillRow)), 1e-9);
            Assert.Equal(slow[k - 1], Cost(points, HirschbergPartition.Starts(points, k)), 1e-9);
        }
    }

    [Fact]
    public void A_large_shift_changes_neither_clusters_nor_cost()
    {
        var random = new RandomStream(5);
        double[] values = Gaussian(500, ref random);
        double[] shifted = [.. values.Select(v => v + 1e6)];
        ScalarClustering original = ScalarKMeans.Cluster(values, 7), moved = ScalarKMeans.Cluster(shifted, 7);
        Assert.Equal(original.Assignment, moved.Assignment);
        Assert.Equal(original.Cost, moved.Cost, 1e-6 * original.Cost);
    }

    [Fact]
    public void More_clusters_never_cost_more_and_no_start_beats_the_exact_solution()
    {
        var random = new RandomStream(6);
        double[] values = [.. Gaussian(2000, ref random).Select(v => Math.Sign(v) * (0.2 + v * v))];
        double[] curve = ScalarKMeans.CostCurve(values, 32);
        for (int k = 2; k <= 32; k++)
        {
            Assert.True(curve[k - 1] <= curve[k - 2]);
            foreach (ScalarKMeansStart start in Enum.GetValues<ScalarKMeansStart>())
                Assert.True(ScalarKMeans.Cluster(values, k, start: start, random: new RandomStream(1)).Cost >= curve[k - 1] * (1 - 1e-9));
        }
    }

    [Fact]
    public void Weights_act_as_repetitions()
    {
        double[] values = [1, 4, 5, 9], weights = [3, 1, 2, 1];
        double[] repeated = [1, 1, 1, 4, 5, 5, 9];
        ScalarClustering weighted = ScalarKMeans.Cluster(values, 2, weights), plain = ScalarKMeans.Cluster(repeated, 2);
        Assert.Equal(plain.Cost, weighted.Cost, 1e-12);
        Assert.Equal(plain.Centroids, weighted.Centroids);
    }

    [Fact]
    public void Equal_values_share_a_cluster_and_too_many_clusters_are_reduced()
    {
        ScalarClustering clustering = ScalarKMeans.Cluster([5f, 1f, 5f, 5f, 1f], 4);
        Assert.Equal([1.0, 5.0], clustering.Centroids);
        Assert.Equal([1, 0, 1, 1, 0], clustering.Assignment);
        Assert.Empty(ScalarKMeans.Cluster(ReadOnlySpan<double>.Empty, 3).Centroids);
    }

    [Fact]
    public void Numbers_that_are_not_finite_and_weights_that_are_not_positive_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ScalarKMeans.Cluster([1, double.NaN], 1));
        Assert.Throws<ArgumentException>(() => ScalarKMeans.Cluster([1, 2], 1, [1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScalarKMeans.Cluster([1.0, 2], 0));
    }

    private static double[] Draw(int n, ref RandomStream random, int range)
    {
        var values = new double[n];
        for (int i = 0; i < n; i++) values[i] = random.NextInt32(range) * 0.5;
        return values;
    }

    private static double[] Gaussian(int n, ref RandomStream random)
    {
        var values = new double[n];
        for (int i = 0; i < n; i++) values[i] = random.NextGaussian();
        return values;
    }

    private static double Cost(WeightedPoints points, int[] starts) =>
        starts.Select((s, j) => points.DirectCost(s, j + 1 < starts.Length ? starts[j + 1] : points.Count)).Sum();

    private static double[] Quadratic(WeightedPoints points, int k)
    {
        int n = points.Count;
        double[] previous = IntervalPartition.FirstRow(points), costs = new double[k];
        costs[0] = previous[n];
        for (int m = 2; m <= k; m++)
        {
            var current = new double[n + 1];
            for (int j = m; j <= n; j++)
            {
                current[j] = double.PositiveInfinity;
                for (int i = m - 1; i < j; i++) current[j] = Math.Min(current[j], previous[i] + points.Cost(i, j));
            }
            costs[m - 1] = current[n];
            previous = current;
        }
        return costs;
    }

    private static double BruteForce(double[] values, double[] weights, int k)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])];
        double best = double.PositiveInfinity;
        for (int cuts = 0; cuts < 1 << (values.Length - 1); cuts++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)cuts) >= k) continue;
            double cost = 0;
            for (int i = 0, from = 0; i < order.Length; i++)
            {
                if (i + 1 < order.Length && (cuts >> i & 1) == 0) continue;
                int[] members = order[from..(i + 1)];
                double mean = members.Sum(m => weights[m] * values[m]) / members.Sum(m => weights[m]);
                cost += members.Sum(m => weights[m] * (values[m] - mean) * (values[m] - mean));
                from = i + 1;
            }
            best = Math.Min(best, cost);
        }
        return best;
    }
}
