namespace Frugal.Reports;

/// <summary>
/// Two marks a layer on a logarithmic axis, joined by a line whose length is the ratio: a hundredfold gain is as visible as a twofold one.
/// Not bars, which would need a zero to start from.
/// </summary>
internal static class SizeByLayerChart
{
    private const double RowHeight = 30;
    private const double NarrowRowHeight = 48;
    private const double AxisHeight = 52;

    public static void Draw(Svg svg, IReadOnlyList<SizePair> rows)
    {
        string[] ratios = [.. rows.Select(r => r.After > 0 ? NumberText.Times((double)r.Before / r.After) : "–")];
        double names = svg.Narrow ? 0 : Math.Min(330, rows.Max(r => Svg.WidthOf(r.Name)) + 20);
        double values = svg.Narrow ? 0 : Math.Max(70, ratios.Max(Svg.WidthOf) + 24);
        double row = svg.Narrow ? NarrowRowHeight : RowHeight, top = svg.Narrow ? 4 : 26;
        double bottom = top + rows.Count * row;
        double low = rows.Min(r => (double)Math.Min(Math.Max(1, r.After), Math.Max(1, r.Before))), high = rows.Max(r => (double)Math.Max(r.After, r.Before));
        var scale = Scale.Logarithmic(low / 1.6, Math.Max(high, low) * 1.25, names, svg.Width - values - 4);
        DrawAxis(svg, scale, top, bottom);
        if (!svg.Narrow) svg.Text(svg.Width, 14, "smaller by", "end", "quiet");
        for (int i = 0; i < rows.Count; i++)
        {
            SizePair pair = rows[i];
            double start = top + i * row, y = svg.Narrow ? start + 33 : start + row / 2, baseline = svg.Narrow ? start + 16 : y + 4.5;
            double before = scale.At(Math.Max(1, pair.Before)), after = scale.At(Math.Max(1, pair.After));
            svg.ShortText(0, baseline, svg.Narrow ? svg.Width - 90 : names - 16, pair.Name, style: "name");
            svg.Text(svg.Width, baseline, ratios[i], "end", "strong");
            svg.Line(after, y, before, y, "link");
            svg.Circle(before, y, 5, "dot before", $"{pair.Name} before: {NumberText.ExactBytes(pair.Before)}");
            svg.Circle(after, y, 5.5, "dot after", $"{pair.Name} after: {NumberText.ExactBytes(pair.After)}");
            if (i > 0 || svg.Narrow) continue;
            svg.Text(before, y - 13, "before", "middle", "quiet");
            svg.Text(after, y - 13, "after", "middle", "blue");
        }
        svg.Height = bottom + AxisHeight;
    }

    private static void DrawAxis(Svg svg, Scale scale, double top, double bottom)
    {
        foreach (double tick in scale.Ticks(svg.Narrow ? 4 : 8))
        {
            double x = scale.At(tick);
            svg.Line(x, top, x, bottom + 4, "gridline");
            svg.TickText(x, bottom + 20, NumberText.ByteTick(tick));
        }
        svg.Text(scale.At(scale.Low), bottom + 42, "logarithmic scale", style: "quiet");
    }
}
