namespace Frugal.Kernels;

/// <summary>
/// Divides rows into groups of nearly equal size, none above a tile's rows. Equal groups keep enough independent sums in flight: of 20 rows,
/// four groups of 5 are faster than three of 6 and one of 2.
/// </summary>
internal static class RowGroups
{
    public static int Count(int rows, int largest) => (rows + largest - 1) / largest;

    public static int Size(int rows, int groups, int group) => rows / groups + (group < rows % groups ? 1 : 0);

    public static int Start(int rows, int groups, int group) => rows / groups * group + Math.Min(group, rows % groups);
}
