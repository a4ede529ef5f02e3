using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The samples of the cells of regions: what <see cref="RoiAlign"/> and its gradient share.</summary>
internal sealed class RoiAlignSampler
{
    private readonly double[] regions;
    private readonly double spatialScale, offset;
    private readonly int samplingRatio, height, width;
    private readonly bool clampsSize;

    public RoiAlignSampler(Shape input, DenseTensor regions, NodeAttributes attributes)
    {
        this.regions = regions.ToDoubles();
        (height, width) = (input[2], input[3]);
        spatialScale = attributes.Float("spatial_scale", 1);
        samplingRatio = checked((int)attributes.Int("sampling_ratio", 0));
        (Rows, Columns) = (checked((int)attributes.Int("output_height", 1)), checked((int)attributes.Int("output_width", 1)));
        IsMaximum = attributes.Text("mode", "avg") == "max";
        bool halfPixel = attributes.Text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
        offset = halfPixel ? 0.5 : 0;
        clampsSize = !halfPixel;
    }

    /// <summary>The cells of a region along the height.</summary>
    public int Rows { get; }

    /// <summary>The cells of a region along the width.</summary>
    public int Columns { get; }

    /// <summary>Whether a cell takes the largest of its weighted elements instead of the mean of its samples.</summary>
    public bool IsMaximum { get; }

    /// <summary>Calls for each sample of a cell with the number of samples, and the taps' places and weights.</summary>
    public void Visit(int region, int row, int column, Action<int, int[], double[]> visit)
    {
        double left = regions[4 * region] * spatialScale - offset, top = regions[4 * region + 1] * spatialScale - offset;
        double roiWidth = regions[4 * region + 2] * spatialScale - offset - left, roiHeight = regions[4 * region + 3] * spatialScale - offset - top;
        if (clampsSize) (roiWidth, roiHeight) = (Math.Max(roiWidth, 1), Math.Max(roiHeight, 1));
        double cellHeight = roiHeight / Rows, cellWidth = roiWidth / Columns;
        int down = samplingRatio > 0 ? samplingRatio : (int)Math.Ceiling(cellHeight), across = samplingRatio > 0 ? samplingRatio : (int)Math.Ceiling(cellWidth);
        for (int i = 0; i < down; i++)
            for (int j = 0; j < across; j++)
            {
                var (places, weights) = Taps(top + (row + (i + 0.5) / down) * cellHeight, left + (column + (j + 0.5) / across) * cellWidth);
                visit(Math.Max(down * across, 1), places, weights);
            }
    }

    // Up to one element outside, a sample takes the border's value; further out it is 0.
    private (int[] Places, double[] Weights) Taps(double y, double x)
    {
        if (y < -1 || y > height || x < -1 || x > width) return ([0, 0, 0, 0], [0, 0, 0, 0]);
        var (y0, y1, dy) = Around(y, height);
        var (x0, x1, dx) = Around(x, width);
        return ([y0 * width + x0, y0 * width + x1, y1 * width + x0, y1 * width + x1], [(1 - dy) * (1 - dx), (1 - dy) * dx, dy * (1 - dx), dy * dx]);
    }

    private static (int Low, int High, double Fraction) Around(double position, int extent)
    {
        position = Math.Max(position, 0);
        int low = (int)position;
        return low >= extent - 1 ? (extent - 1, extent - 1, 0) : (low, low + 1, position - low);
    }
}
