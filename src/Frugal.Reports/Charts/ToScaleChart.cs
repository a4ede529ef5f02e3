namespace Frugal.Reports;

/// <summary>Two bars whose lengths are in the proportion of the sizes: what the ratio looks like.</summary>
internal static class ToScaleChart
{
    private const double Thickness = 14;

    public static void Draw(Svg svg, long before, long after)
    {
        double longest = Math.Max(1, Math.Max(before, after));
        DrawBar(svg, 0, before / longest, "bar before", $"original, {NumberText.Bytes(before)}");
        DrawBar(svg, 44, after / longest, "bar after", $"result, {NumberText.Bytes(after)}");
        svg.Height = 82;
    }

    private static void DrawBar(Svg svg, double top, double share, string style, string text)
    {
        svg.Rectangle(0, top, Math.Max(0.5, share * svg.Width), Thickness, style);
        svg.Text(0, top + Thickness + 17, text, style: "quiet");
    }
}
