using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The loops of <see cref="DeformConv"/> and its gradients over two spatial axes.</summary>
internal sealed class DeformConvArithmetic
{
    private readonly Shape x, w;
    private readonly SlidingWindow window;
    private readonly BilinearTaps taps;
    private readonly int groups, offsetGroups, planeIn, planeOut, kernel;

    public DeformConvArithmetic(NodeAttributes attributes, Shape x, Shape w, Shape offset)
    {
        if (x.Rank != 4) throw new InvalidOperationException($"an input of shape {x} has not two spatial axes");
        (this.x, this.w) = (x, w);
        window = SlidingWindow.Of(attributes, x.Dimensions[2..], w.Dimensions[2..]);
        taps = new BilinearTaps(x[2], x[3]);
        groups = checked((int)attributes.Int("group", 1));
        offsetGroups = checked((int)attributes.Int("offset_group", 1));
        (planeIn, planeOut, kernel) = (window.InputPositions, window.OutputPositions, window.Taps);
        OutputShape = new Shape([x[0], w[0], .. window.Output]);
        if (offset.Count != (long)x[0] * offsetGroups * kernel * 2 * planeOut || x[1] != w[1] * groups || x[1] % offsetGroups != 0 || w[0] % groups != 0)
            throw new InvalidOperationException($"an input of shape {x}, weights of shape {w} and offsets of shape {offset} do not fit {groups} groups and {offsetGroups} groups of offsets");
    }

    public Shape OutputShape { get; }

    public double[] Forward(double[] values, double[] weights, double[] offsets, double[]? bias, double[]? mask)
    {
        var y = new double[OutputShape.Count];
        if (bias is not null)
            for (int i = 0; i < y.Length; i++) y[i] = bias[i / planeOut % w[0]];
        ForEach(offsets, (n, c, k, o, row, column) =>
        {
            double sampled = 0;
            int plane = (n * x[1] + c) * planeIn;
            taps.Visit(row, column, (place, weight, _, _) => sampled += weight * values[plane + place]);
            sampled *= mask?[MaskPlace(n, c, k, o)] ?? 1;
            ForEachFilter(c, (m, local) => y[(n * w[0] + m) * planeOut + o] += sampled * weights[(m * w[1] + local) * kernel + k]);
        });
        return y;
    }

    /// <summary>The gradients of input, weights, offsets and mask, in this order.</summary>
    public (double[] X, double[] W, double[] Offset, double[]? Mask) Gradients(double[] dy, double[] values, double[] weights, double[] offsets, double[]? mask)
    {
        double[] dx = new double[values.Length], dw = new double[weights.Length], dOffset = new double[offsets.Length];
        double[]? dMask = mask is null ? null : new double[mask.Length];
        ForEach(offsets, (n, c, k, o, row, column) =>
        {
            double through = 0, sampled = 0, alongRow = 0, alongColumn = 0, factor = mask?[MaskPlace(n, c, k, o)] ?? 1;
            int plane = (n * x[1] + c) * planeIn;
            ForEachFilter(c, (m, local) => through += dy[(n * w[0] + m) * planeOut + o] * weights[(m * w[1] + local) * kernel + k]);
            taps.Visit(row, column, (place, weight, byRow, byColumn) =>
            {
                sampled += weight * values[plane + place];
                alongRow += byRow * values[plane + place];
                alongColumn += byColumn * values[plane + place];
                dx[plane + place] += weight * through * factor;
            });
            ForEachFilter(c, (m, local) => dw[(m * w[1] + local) * kernel + k] += dy[(n * w[0] + m) * planeOut + o] * sampled * factor);
            int at = OffsetPlace(n, c, k, o);
            dOffset[at] += alongRow * through * factor;
            dOffset[at + planeOut] += alongColumn * through * factor;
            if (dMask is not null) dMask[MaskPlace(n, c, k, o)] += sampled * through;
        });
        return (dx, dw, dOffset, dMask);
    }

    // Sample, channel, tap, output position, and the row and column that the moved tap reads.
    private void ForEach(double[] offsets, Action<int, int, int, int, double, double> visit)
    {
        for (int n = 0; n < x[0]; n++)
            for (int c = 0; c < x[1]; c++)
                for (int k = 0; k < kernel; k++)
                    for (int o = 0; o < planeOut; o++)
                    {
                        int at = OffsetPlace(n, c, k, o);
                        int row = o / window.Output[1] * window.Strides[0] - window.PadsBegin[0] + k / w[3] * window.Dilations[0];
                        int column = o % window.Output[1] * window.Strides[1] - window.PadsBegin[1] + k % w[3] * window.Dilations[1];
                        visit(n, c, k, o, row + offsets[at], column + offsets[at + planeOut]);
                    }
    }

    private void ForEachFilter(int channel, Action<int, int> visit)
    {
        int group = channel / w[1], perGroup = w[0] / groups;
        for (int m = group * perGroup; m < (group + 1) * perGroup; m++) visit(m, channel % w[1]);
    }

    private int OffsetGroup(int channel) => channel / (x[1] / offsetGroups);

    private int OffsetPlace(int n, int c, int k, int o) => (((n * offsetGroups + OffsetGroup(c)) * kernel + k) * 2) * planeOut + o;

    private int MaskPlace(int n, int c, int k, int o) => ((n * offsetGroups + OffsetGroup(c)) * kernel + k) * planeOut + o;
}
