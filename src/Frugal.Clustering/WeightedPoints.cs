namespace Frugal.Clustering;

/// <summary>
/// Numbers sorted, equal ones collapsed into one weighted point, with prefix sums of ω, ωx and ωx² from which the cost of any interval
/// is known in constant time. The sums are taken after subtracting the median: cost = S₂ − S₁²/S₀ cancels badly when the mean is far from zero.
/// </summary>
internal sealed class WeightedPoints
{
    private readonly double[] sum0, sum1, sum2;
    private readonly double[] positions;

    public WeightedPoints(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        Order = SortedOrder(values);
        PointOf = new int[values.Length];
        Center = values.Length == 0 ? 0 : values[Order[values.Length / 2]];
        positions = new double[values.Length];
        sum0 = new double[values.Length + 1];
        sum1 = new double[values.Length + 1];
        sum2 = new double[values.Length + 1];
        int count = 0;
        for (int i = 0; i < Order.Length; i++)
        {
            double x = values[Order[i]] - Center, weight = weights.IsEmpty ? 1 : weights[Order[i]];
            if (count == 0 || x != positions[count - 1]) // equal values belong together: a codebook must not hold one value twice
            {
                positions[count++] = x;
                (sum0[count], sum1[count], sum2[count]) = (sum0[count - 1], sum1[count - 1], sum2[count - 1]);
            }
            PointOf[Order[i]] = count - 1;
            sum0[count] += weight;
            sum1[count] += weight * x;
            sum2[count] += weight * x * x;
        }
        Count = count;
    }

    /// <summary>The number of distinct values.</summary>
    public int Count { get; }

    /// <summary>What was subtracted from all values.</summary>
    public double Center { get; }

    /// <summary>The indices of the values in ascending order.</summary>
    public int[] Order { get; }

    /// <summary>The point of each value.</summary>
    public int[] PointOf { get; }

    /// <summary>A point's place, relative to <see cref="Center"/>.</summary>
    public double this[int point] => positions[point];

    /// <summary>The first <see cref="Count"/> places, ascending.</summary>
    public ReadOnlySpan<double> Positions => positions.AsSpan(0, Count);

    /// <summary>The weight of all points.</summary>
    public double TotalWeight => sum0[Count];

    /// <summary>The weight of the points below <paramref name="end"/>.</summary>
    public double WeightBelow(int end) => sum0[end];

    /// <summary>The weighted sum of squared distances of the points from <paramref name="start"/> up to, without, <paramref name="end"/> to their mean.</summary>
    public double Cost(int start, int end)
    {
        double s1 = sum1[end] - sum1[start];
        double cost = sum2[end] - sum2[start] - s1 * s1 / (sum0[end] - sum0[start]);
        return cost > 0 && end - start > 1 ? cost : 0;
    }

    /// <summary>The weighted mean of an interval of points, relative to <see cref="Center"/>.</summary>
    public double Mean(int start, int end) =>
        end - start == 1 ? positions[start] : (sum1[end] - sum1[start]) / (sum0[end] - sum0[start]);

    /// <summary>The weighted sum of squared distances to the mean, summed directly: exact where the prefix sums have lost digits.</summary>
    public double DirectCost(int start, int end)
    {
        double mean = Mean(start, end), cost = 0;
        for (int i = start; i < end; i++)
        {
            double weight = sum0[i + 1] - sum0[i], distance = positions[i] - mean;
            cost += weight * distance * distance;
        }
        return cost;
    }

    private static int[] SortedOrder(ReadOnlySpan<double> values)
    {
        double[] keys = values.ToArray();
        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(keys, order);
        return order;
    }
}
