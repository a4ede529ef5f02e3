namespace Frugal.Clustering;

/// <summary>
/// Row minima of a totally monotone matrix in linear time (Aggarwal, Klawe, Moran, Shor, Wilber 1987, "Geometric applications of a
/// matrix-searching algorithm"). Rows are the ends j, columns the predecessors i of <see cref="IntervalPartition"/>; an entry with i ≥ j
/// is infinite, which keeps the matrix totally monotone.
/// </summary>
internal static class Smawk
{
    /// <summary>Fills row m of the dynamic programme for j = m … n.</summary>
    public static void FillRow(WeightedPoints points, int row, double[] previous, double[] current, int[]? best)
    {
        int count = points.Count - row + 1;
        best ??= new int[points.Count + 1];
        var columns = new int[count];
        for (int i = 0; i < count; i++) columns[i] = row - 1 + i;
        var matrix = new Matrix(points, previous, current, best);
        matrix.Solve(row, 1, count, columns, count);
    }

    private readonly struct Matrix(WeightedPoints points, double[] previous, double[] current, int[] best)
    {
        private double At(int j, int i) => i >= j ? double.PositiveInfinity : previous[i] + points.Cost(i, j);

        /// <summary>Rows firstRow, firstRow + step, …; the leftmost of equal minima wins.</summary>
        public void Solve(int firstRow, int step, int rowCount, int[] columns, int columnCount)
        {
            if (rowCount == 0) return;
            int[] kept = columnCount > rowCount ? Reduce(firstRow, step, rowCount, columns, columnCount, out columnCount) : columns;
            Solve(firstRow + step, 2 * step, rowCount / 2, kept, columnCount);
            for (int r = 0, c = 0; r < rowCount; r += 2)
            {
                int j = firstRow + r * step;
                int last = r + 1 < rowCount ? best[j + step] : kept[columnCount - 1];
                double least = double.PositiveInfinity;
                int chosen = kept[c];
                for (; ; c++)
                {
                    double cost = At(j, kept[c]);
                    if (cost < least) (least, chosen) = (cost, kept[c]);
                    if (kept[c] >= last || c == columnCount - 1) break;
                }
                current[j] = least;
                best[j] = chosen;
            }
        }

        /// <summary>Drops columns that hold no row's minimum until no more columns than rows are left.</summary>
        private int[] Reduce(int firstRow, int step, int rowCount, int[] columns, int columnCount, out int keptCount)
        {
            var kept = new int[rowCount];
            int count = 0;
            for (int c = 0; c < columnCount; c++)
            {
                while (count > 0 && At(firstRow + (count - 1) * step, kept[count - 1]) > At(firstRow + (count - 1) * step, columns[c])) count--;
                if (count < rowCount) kept[count++] = columns[c];
            }
            keptCount = count;
            return kept;
        }
    }
}
