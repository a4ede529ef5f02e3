namespace Frugal.Compression;

/// <summary>A paired loss of accuracy over several views of each sample: itself and copies that are moved a little.</summary>
/// <param name="Views">The views of each sample.</param>
/// <param name="DropPoints">The mean loss of accuracy in points.</param>
/// <param name="StandardErrorPoints">Its standard error in points. Views of one sample count as one observation, because they are alike.</param>
public sealed record PooledDifference(int Views, double DropPoints, double StandardErrorPoints)
{
    /// <summary>The difference between two networks.</summary>
    /// <param name="before">For each view and sample whether the one network answers right.</param>
    /// <param name="after">The same for the other.</param>
    internal static PooledDifference Of(IReadOnlyList<bool[]> before, IReadOnlyList<bool[]> after)
    {
        int count = before[0].Length;
        double sum = 0, squares = 0;
        for (int i = 0; i < count; i++)
        {
            double difference = 0;
            for (int v = 0; v < before.Count; v++) difference += (before[v][i] ? 1 : 0) - (after[v][i] ? 1 : 0);
            difference /= before.Count;
            sum += difference;
            squares += difference * difference;
        }
        return new PooledDifference(before.Count, 100 * sum / count, 100 * Math.Sqrt(Math.Max(0, squares - sum * sum / count)) / count);
    }
}
