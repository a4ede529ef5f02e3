using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>
/// The original's weights upwards and the values that are left of them downwards, on one axis. Heights are square roots of counts (as in
/// Tukey 1977, "Exploratory Data Analysis", rootograms), so that the few weights in the tails stay visible.
/// </summary>
internal static class WeightHistogram
{
    public const double Width = 400;
    private const double Up = 110;
    private const double Down = 44;
    private const double Foot = 24;

    /// <summary>Whether there is something to draw.</summary>
    public static bool CanDraw(LayerReport layer) =>
        layer.Histogram.Count > 0 && layer.Histogram.Any(c => c > 0) && double.IsFinite(layer.HistogramMinimum) && double.IsFinite(layer.HistogramMaximum);

    public static void Draw(Svg svg, LayerReport layer)
    {
        double low = layer.HistogramMinimum, high = layer.HistogramMaximum;
        CentroidCount[] centroids = [.. layer.Centroids.Where(c => float.IsFinite(c.Value))];
        if (centroids.Length > 0) (low, high) = (Math.Min(low, centroids[0].Value), Math.Max(high, centroids[^1].Value));
        var x = Scale.Linear(low, high, 6, svg.Width - 6);
        svg.Path(Outline(layer, x), "area before", "weights of the original");
        svg.Line(6, Up, svg.Width - 6, Up, "axis");
        double most = centroids.Select(c => Math.Sqrt(c.Count)).DefaultIfEmpty(1).Max();
        foreach (CentroidCount centroid in centroids)
        {
            double px = x.At(centroid.Value);
            svg.Path($"M{Svg.Number(px)} {Svg.Number(Up + 1)}v{Svg.Number(6 + (Down - 10) * Math.Sqrt(centroid.Count) / most)}",
                centroids.Length > 64 ? "centroid fine" : "centroid", $"{NumberText.Digits(centroid.Value)}: {NumberText.Count(centroid.Count, "weight")}");
        }
        double bottom = Up + (centroids.Length > 0 ? Down : 0);
        foreach (double tick in x.Ticks(5)) svg.TickText(x.At(tick), bottom + 16, NumberText.Tick(tick));
        svg.Height = bottom + Foot;
    }

    private static string Outline(LayerReport layer, Scale x)
    {
        double most = Math.Sqrt(layer.Histogram.Max()), bins = layer.Histogram.Count;
        double span = layer.HistogramMaximum > layer.HistogramMinimum ? layer.HistogramMaximum - layer.HistogramMinimum : 0;
        var points = new List<(double X, double Y)> { (Left(0), Up) };
        for (int i = 0; i < layer.Histogram.Count; i++)
        {
            double y = Up - (Up - 6) * Math.Sqrt(layer.Histogram[i]) / most;
            points.Add((Left(i), y));
            points.Add((Left(i + 1), y));
        }
        points.Add((Left(layer.Histogram.Count), Up));
        return Svg.Through(points) + "Z";

        // All weights being equal, they are one bar of ten units.
        double Left(int bin) => span > 0 ? x.At(layer.HistogramMinimum + span * bin / bins) : x.At(layer.HistogramMinimum) + 10 * (bin / bins - 0.5);
    }
}
