namespace Frugal.Graphs.Operators;

/// <summary>The four elements around a position of a plane, with their weights and how those change with the position.</summary>
/// <param name="Height">The plane's rows.</param>
/// <param name="Width">The plane's columns.</param>
internal readonly record struct BilinearTaps(int Height, int Width)
{
    /// <summary>Calls with each element that lies in the plane: its place, its weight, the weight's derivatives by row and column.</summary>
    public void Visit(double y, double x, Action<int, double, double, double> visit)
    {
        int top = (int)Math.Floor(y), left = (int)Math.Floor(x);
        double dy = y - top, dx = x - left;
        for (int i = 0; i < 2; i++)
        {
            int row = top + i;
            if (row < 0 || row >= Height) continue;
            double alongRows = i == 0 ? 1 - dy : dy;
            for (int j = 0; j < 2; j++)
            {
                int column = left + j;
                if (column < 0 || column >= Width) continue;
                double alongColumns = j == 0 ? 1 - dx : dx;
                visit(row * Width + column, alongRows * alongColumns, (i == 0 ? -1 : 1) * alongColumns, (j == 0 ? -1 : 1) * alongRows);
            }
        }
    }
}
