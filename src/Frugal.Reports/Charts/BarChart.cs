namespace Frugal.Reports;

/// <summary>Horizontal bars from zero, each labelled at its end.</summary>
internal static class BarChart
{
    private const double RowHeight = 30;
    private const double NarrowRowHeight = 44;

    public static void Draw(Svg svg, IReadOnlyList<Bar> bars)
    {
        double names = svg.Narrow ? 0 : Math.Min(260, bars.Max(b => Svg.WidthOf(b.Name)) + 16);
        double values = svg.Narrow ? 0 : bars.Max(b => Svg.WidthOf(b.Text)) + 12;
        double row = svg.Narrow ? NarrowRowHeight : RowHeight;
        var scale = Scale.Linear(0, Math.Max(1e-9, bars.Max(b => b.Value)), names, svg.Width - values);
        for (int i = 0; i < bars.Count; i++)
        {
            Bar bar = bars[i];
            double top = i * row, baseline = svg.Narrow ? top + 15 : top + 20, end = scale.At(bar.Value);
            svg.ShortText(0, baseline, svg.Narrow ? svg.Width - Svg.WidthOf(bar.Text) - 8 : names - 12, bar.Name, style: "name");
            svg.Rectangle(names, svg.Narrow ? top + 21 : top + 7, Math.Max(bar.Value > 0 ? 1 : 0, end - names), 16, "bar after", $"{bar.Name}: {bar.Text}");
            if (svg.Narrow) svg.Text(svg.Width, baseline, bar.Text, "end", "quiet");
            else svg.Text(end + 8, baseline, bar.Text, style: "quiet");
        }
        svg.Height = bars.Count * row + 4;
    }
}
