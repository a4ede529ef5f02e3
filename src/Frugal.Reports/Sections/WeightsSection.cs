using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>The weights of each layer before and after.</summary>
internal static class WeightsSection
{
    private const int MostShown = 12;

    public static void Write(Html html, Findings findings)
    {
        LayerReport[] layers = [.. findings.Result.Layers.Where(WeightHistogram.CanDraw)];
        if (layers.Length == 0) return;
        Section.Open(html, "weights", "Weights",
            "Upwards, in grey, the weights of the original; downwards, in blue, the values that are left, each tick one shared value. Heights are square roots of counts, so that the tails stay visible.");
        HashSet<LayerReport> largest = [.. layers.OrderByDescending(l => l.Count).Take(MostShown)];
        WriteGrid(html, layers, largest.Contains);
        if (layers.Length > MostShown)
        {
            html.Open("details").Element("summary", $"{NumberText.Count(layers.Length - MostShown, "smaller layer")}");
            WriteGrid(html, layers, l => !largest.Contains(l));
            html.Close();
        }
        html.Close();
    }

    private static void WriteGrid(Html html, LayerReport[] layers, Func<LayerReport, bool> shown)
    {
        html.Open("div", ("class", "grid"));
        for (int i = 0; i < layers.Length; i++)
        {
            if (!shown(layers[i])) continue;
            LayerReport layer = layers[i];
            string text = Describe(layer);
            var svg = new Svg(WeightHistogram.Width, narrow: true);
            WeightHistogram.Draw(svg, layer);
            html.Open("figure").Element("h3", layer.Name).Element("p", text, ("class", "caption"));
            html.Markup(svg.Finish($"histogram-{i + 1}", $"Weights of {layer.Name}", text, "small")).Close();
        }
        html.Close();
    }

    private static string Describe(LayerReport layer)
    {
        string values = layer.Centroids.Count > 0 ? $", on {NumberText.Count(layer.Centroids.Count, "value")}" : layer.NonZero > 0 ? ", on more than 256 values, which are not drawn" : "";
        return $"{NumberText.Whole(layer.NonZero)} of {NumberText.Count(layer.Count, "weight")} left{values}.";
    }
}
