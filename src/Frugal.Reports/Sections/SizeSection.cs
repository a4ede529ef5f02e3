using Frugal.Coding;
using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>Where the bytes were, and where they are.</summary>
internal static class SizeSection
{
    private const int MostRows = 40;

    public static void Write(Html html, Findings findings)
    {
        CompressionResult result = findings.Result;
        Section.Open(html, "size", "Size");
        if (result.Layers.Count > 0) WriteLayers(html, result.Layers);
        WriteParts(html, result.Breakdown);
        html.Close();
    }

    private static void WriteLayers(Html html, IReadOnlyList<LayerReport> layers)
    {
        List<SizePair> rows = Rows(layers);
        LayerReport largest = layers.MaxBy(l => l.BytesBefore)!;
        string caption = largest.BytesAfter > 0
            ? $"The further apart the two marks, the more was gained. The largest, {largest.Name}, went from {NumberText.Bytes(largest.BytesBefore)} to {NumberText.Bytes(largest.BytesAfter)}."
            : "The further apart the two marks, the more was gained.";
        Figure.Write(html, "layers", "Weights by layer, before and after", $"Bytes of {NumberText.Count(layers.Count, "weight tensor")} in the original and in the compressed file, on a logarithmic axis.",
            caption, svg => SizeByLayerChart.Draw(svg, rows));
        html.Open("details").Element("summary", layers.Count > 1 ? $"All {layers.Count} layers in numbers" : "The same in numbers");
        Table.Write(html, "Layers", [
            new("layer", false), new("shape", false), new("weights", true), new("not zero", true), new("distinct values", true), new("before", true), new("after", true), new("bits a weight", true),
            new("smaller by", true),
        ], layers.Select(l => (IReadOnlyList<string>)[
            l.Name, string.Join(" × ", l.Shape), NumberText.Whole(l.Count), NumberText.Percent((double)l.NonZero / Math.Max(1, l.Count)), l.Centroids.Count > 0 || l.Levels == 0 ? NumberText.Whole(l.Levels) : "> 256",
            NumberText.ExactBytes(l.BytesBefore), NumberText.ExactBytes(l.BytesAfter), NumberText.Digits(8.0 * l.BytesAfter / Math.Max(1, l.Count)),
            l.BytesAfter > 0 ? NumberText.Times((double)l.BytesBefore / l.BytesAfter) : "–",
        ]));
        html.Close();
    }

    // In the order of the network; of very many only the largest, and the others as one.
    private static List<SizePair> Rows(IReadOnlyList<LayerReport> layers)
    {
        if (layers.Count <= MostRows) return [.. layers.Select(Pair)];
        HashSet<LayerReport> largest = [.. layers.OrderByDescending(l => l.BytesBefore).Take(MostRows - 1)];
        LayerReport[] others = [.. layers.Where(l => !largest.Contains(l))];
        return [.. layers.Where(largest.Contains).Select(Pair),
            new SizePair($"{others.Length} smaller layers together", others.Sum(l => l.BytesBefore), others.Sum(l => l.BytesAfter))];

        static SizePair Pair(LayerReport layer) => new(layer.Name, layer.BytesBefore, layer.BytesAfter);
    }

    private static void WriteParts(Html html, SizeBreakdown breakdown)
    {
        (string Name, long Bytes)[] parts =
        [
            ("positions of non-zero weights", breakdown.PositionBytes), ("values of weights", breakdown.ValueBytes), ("codebooks", breakdown.CodebookBytes), ("biases", breakdown.BiasBytes),
            ("graph, names, metadata", breakdown.GraphBytes), ("checksums", breakdown.ChecksumBytes), ("other", breakdown.OtherBytes),
        ];
        double total = Math.Max(1, breakdown.TotalBytes);
        Bar[] bars = [.. parts.Where(p => p.Bytes > 0).Select(p => new Bar(p.Name, p.Bytes, $"{NumberText.ExactBytes(p.Bytes)}, {NumberText.Percent(p.Bytes / total)}"))];
        if (bars.Length == 0) return;
        Bar first = bars.MaxBy(b => b.Value)!;
        Figure.Write(html, "parts", $"Where the {NumberText.ExactBytes(breakdown.TotalBytes)} of the file are", "Bytes of the compressed file by what they are for.",
            $"Most are {first.Name}." + (breakdown is { PositionBytes: > 0, ValueBytes: > 0 } ? " Values and positions share a stream; the border between the two is an estimate." : ""), svg => BarChart.Draw(svg, bars));
    }
}
