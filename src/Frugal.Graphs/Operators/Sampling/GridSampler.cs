using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Which elements a grid reads, and how much of each: what <see cref="GridSample"/> and its gradient share.</summary>
internal sealed class GridSampler
{
    private const double CubicCoefficient = -0.75;

    private readonly string mode, padding;
    private readonly bool alignCorners;
    private readonly Shape input, grid;

    public GridSampler(Shape input, Shape grid, NodeAttributes attributes)
    {
        (this.input, this.grid) = (input, grid);
        mode = attributes.Text("mode", "linear");
        padding = attributes.Text("padding_mode", "zeros");
        alignCorners = attributes.Flag("align_corners", false);
        Axes = input.Rank - 2;
        if (mode is not ("linear" or "nearest" or "cubic")) throw new InvalidOperationException($"the mode '{mode}' is unknown");
        if (padding is not ("zeros" or "border" or "reflection")) throw new InvalidOperationException($"the padding mode '{padding}' is unknown");
        if (grid.Rank != input.Rank || grid[grid.Rank - 1] != Axes || grid[0] != input[0])
            throw new InvalidOperationException($"a grid of shape {grid} does not fit an input of shape {input}");
    }

    /// <summary>The number of spatial axes.</summary>
    public int Axes { get; }

    /// <summary>The sampled positions of one sample.</summary>
    public int Positions => (int)grid.Product(1, grid.Rank - 1);

    /// <summary>The shape of what is sampled.</summary>
    public Shape Output => new([input[0], input[1], .. grid.ToArray()[1..^1]]);

    /// <summary>How far an axis' coordinate, in elements, moves with the grid's, of [−1, 1].</summary>
    public double Scale(int axis) => (alignCorners ? input[axis + 2] - 1 : input[axis + 2]) / 2.0;

    /// <summary>Calls with every element read at a position: its flat place in a plane, its weight, and the weight's slope along each axis.</summary>
    /// <param name="coordinates">The grid's last axis: x, y, … , the last spatial axis first.</param>
    /// <param name="visit">Place, weight, slopes by axis (valid during the call).</param>
    public void Visit(ReadOnlySpan<double> coordinates, Action<int, double, double[]> visit)
    {
        var taps = new GridTap[Axes][];
        for (int axis = 0; axis < Axes; axis++) taps[axis] = Taps(coordinates[Axes - 1 - axis], axis);
        var chosen = new int[Axes];
        var slopes = new double[Axes];
        while (true)
        {
            int place = 0;
            double weight = 1;
            for (int axis = 0; axis < Axes && place >= 0; axis++)
            {
                GridTap tap = taps[axis][chosen[axis]];
                place = tap.Index < 0 ? -1 : place * input[axis + 2] + tap.Index;
                weight *= tap.Weight;
            }
            if (place >= 0)
            {
                for (int axis = 0; axis < Axes; axis++)
                {
                    slopes[axis] = taps[axis][chosen[axis]].Slope;
                    for (int other = 0; other < Axes; other++)
                        if (other != axis) slopes[axis] *= taps[other][chosen[other]].Weight;
                }
                visit(place, weight, slopes);
            }
            int next = Axes - 1;
            while (next >= 0 && ++chosen[next] == taps[next].Length) chosen[next--] = 0;
            if (next < 0) return;
        }
    }

    private GridTap[] Taps(double normalised, int axis)
    {
        int extent = input[axis + 2];
        double x = alignCorners ? (normalised + 1) / 2 * (extent - 1) : ((normalised + 1) * extent - 1) / 2;
        if (!double.IsFinite(x)) x = -1e9; // far outside, as in no place
        x = Math.Clamp(x, -1e9, 1e9);
        if (mode == "nearest") return [new GridTap(Inside((int)Math.Round(x, MidpointRounding.ToEven), extent), 1, 0)];
        int floor = (int)Math.Floor(x);
        double d = x - floor;
        if (mode == "linear") return [new GridTap(Inside(floor, extent), 1 - d, -1), new GridTap(Inside(floor + 1, extent), d, 1)];
        var taps = new GridTap[4];
        for (int i = 0; i < 4; i++)
        {
            double distance = d - (i - 1);
            taps[i] = new GridTap(Inside(floor - 1 + i, extent), Cubic(Math.Abs(distance)), CubicSlope(Math.Abs(distance)) * Math.Sign(distance));
        }
        return taps;
    }

    private int Inside(int index, int extent)
    {
        if (index >= 0 && index < extent) return index;
        if (padding == "zeros") return -1;
        if (padding == "border") return Math.Clamp(index, 0, extent - 1);
        // Mirrored about the first and last element, or about the borders half an element further out.
        int period = alignCorners ? 2 * (extent - 1) : 2 * extent;
        if (period == 0) return 0;
        int folded = ((index % period) + period) % period;
        return folded < extent ? folded : (alignCorners ? period : period - 1) - folded;
    }

    // Keys 1981, "Cubic Convolution Interpolation for Digital Image Processing".
    private static double Cubic(double d) => d <= 1
        ? ((CubicCoefficient + 2) * d - (CubicCoefficient + 3)) * d * d + 1
        : d < 2 ? ((CubicCoefficient * d - 5 * CubicCoefficient) * d + 8 * CubicCoefficient) * d - 4 * CubicCoefficient : 0;

    private static double CubicSlope(double d) => d <= 1
        ? (3 * (CubicCoefficient + 2) * d - 2 * (CubicCoefficient + 3)) * d
        : d < 2 ? (3 * CubicCoefficient * d - 10 * CubicCoefficient) * d + 8 * CubicCoefficient : 0;
}
