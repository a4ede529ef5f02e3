using Frugal.Analysis;

namespace Frugal.Reports;

/// <summary>Measured operations a second of each layer over its arithmetic intensity, under the roof of the machine; both axes in equal ratios.</summary>
internal static class RooflineChart
{
    /// <summary>A layer in it.</summary>
    public sealed record Dot(string Name, double Intensity, double OperationsPerSecond);

    public static void Draw(Svg svg, Roofline roof, IReadOnlyList<Dot> dots)
    {
        const double Left = 64, Bottom = 46, Top = 12;
        double plot = svg.Narrow ? 240 : 330, right = svg.Width - 16;
        double lowX = Math.Min(roof.Ridge / 30, dots.Min(d => d.Intensity) / 1.5), highX = Math.Max(roof.Ridge * 30, dots.Max(d => d.Intensity) * 1.5);
        double highY = 1.6 * Math.Max(roof.OperationsPerSecond, dots.Max(d => d.OperationsPerSecond)) / 1e9;
        double lowY = Math.Min(roof.OperationsPerSecond / 1e12, dots.Min(d => d.OperationsPerSecond) / 1.5e9);
        Scale x = Scale.Logarithmic(lowX, highX, Left, right), y = Scale.Logarithmic(lowY, highY, Top + plot, Top);
        foreach (double tick in x.Ticks(svg.Narrow ? 4 : 8))
        {
            svg.Line(x.At(tick), Top, x.At(tick), Top + plot, "gridline");
            svg.TickText(x.At(tick), Top + plot + 18, NumberText.Tick(tick));
        }
        foreach (double tick in y.Ticks(6))
        {
            svg.Line(Left, y.At(tick), right, y.At(tick), "gridline");
            svg.Text(Left - 8, y.At(tick) + 4, NumberText.Tick(tick), "end", "tick");
        }
        svg.Text(right, Top + plot + 38, svg.Narrow ? "operations a byte" : "arithmetic intensity, operations a byte", "end", "quiet");
        svg.Text(Left + 4, Top + 12, "GFLOP/s", "start", "quiet halo");
        (double, double) At(double intensity) => (x.At(intensity), y.At(roof.Attainable(intensity) / 1e9));
        svg.Path(Svg.Through([At(lowX), At(Math.Max(lowX, lowY * 1e9 / roof.BytesPerSecond)), At(roof.Ridge), At(highX)]), "roof");
        foreach (Dot dot in dots)
        {
            svg.Circle(x.At(dot.Intensity), y.At(dot.OperationsPerSecond / 1e9), 5, "dot after",
                $"{dot.Name}: {NumberText.Digits(dot.Intensity)} operations a byte, {NumberText.Digits(dot.OperationsPerSecond / 1e9)} GFLOP/s, {NumberText.Percent(dot.OperationsPerSecond / roof.Attainable(dot.Intensity))} of the roof");
        }
        svg.Height = Top + plot + Bottom;
    }
}
