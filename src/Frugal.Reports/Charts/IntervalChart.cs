namespace Frugal.Reports;

/// <summary>Estimates with their intervals against the value that means "no difference".</summary>
internal static class IntervalChart
{
    private const double RowHeight = 50;
    private const double NarrowRowHeight = 68;

    /// <summary>Draws the rows; on a logarithmic axis (for ratios) or a linear one (for differences).</summary>
    public static void Draw(Svg svg, IReadOnlyList<IntervalRow> rows, double neutral, bool logarithmic, string worse, string better, Func<double, string> tickText)
    {
        double low = Math.Min(neutral, rows.Min(r => r.Low)), high = Math.Max(neutral, rows.Max(r => r.High)), from = 8, to = svg.Width - 8;
        Scale scale;
        if (logarithmic)
        {
            double reach = Math.Max(1.15, Math.Max(high / neutral, neutral / Math.Max(low, 1e-6)));
            // At least a little of both sides is seen, so that the neutral line is not taken for an edge.
            scale = Scale.Logarithmic(Math.Min(low / 1.05, neutral / Math.Pow(reach, 0.35)), Math.Max(high * 1.05, neutral * Math.Pow(reach, 0.35)), from, to);
        }
        else
        {
            double reach = Math.Max(1e-4, Math.Max(high - neutral, neutral - low));
            scale = Scale.Linear(Math.Min(low - 0.08 * reach, neutral - 0.5 * reach), Math.Max(high + 0.08 * reach, neutral + 0.5 * reach), from, to);
        }
        double row = svg.Narrow ? NarrowRowHeight : RowHeight, top = 26, bottom = top + rows.Count * row, zero = scale.At(neutral);
        foreach (double tick in scale.Ticks(svg.Narrow ? 5 : 9))
        {
            double x = scale.At(tick);
            svg.Line(x, top, x, bottom + 4, "gridline");
            svg.TickText(x, bottom + 20, tickText(tick));
        }
        svg.Line(zero, top - 4, zero, bottom + 4, "axis");
        bool roomLeft = zero - from > Svg.WidthOf(worse) + 12, roomRight = to - zero > Svg.WidthOf(better) + 12;
        if (roomLeft) svg.Text(zero - 8, 14, "← " + worse, "end", "quiet");
        if (roomRight) svg.Text(zero + 8, 14, better + " →", style: "quiet");
        for (int i = 0; i < rows.Count; i++) DrawRow(svg, rows[i], scale, top + i * row);
        svg.Height = bottom + 28;
    }

    private static void DrawRow(Svg svg, IntervalRow row, Scale scale, double top)
    {
        double y = top + (svg.Narrow ? 52 : 34);
        svg.ShortText(0, top + 17, svg.Narrow ? svg.Width : svg.Width - Svg.WidthOf(row.Text) - 12, row.Name, style: "name halo");
        if (svg.Narrow) svg.Text(0, top + 35, row.Text, style: "quiet halo");
        else svg.Text(svg.Width, top + 17, row.Text, "end", "quiet halo");
        svg.Line(scale.At(row.Low), y, scale.At(row.High), y, "interval");
        svg.Circle(scale.At(row.Estimate), y, 5.5, "dot after", $"{row.Name}: {row.Text}");
    }
}
