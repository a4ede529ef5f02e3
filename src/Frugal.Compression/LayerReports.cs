using Frugal.Coding;
using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>Describes the weight tensors of original and result.</summary>
internal static class LayerReports
{
    private const int Bins = 80;
    private const int MostCentroids = 256;

    public static IReadOnlyList<LayerReport> Of(Network original, Network compressed, Network folded, SizeBreakdown breakdown)
    {
        var reports = new List<LayerReport>();
        foreach (CompressibleLayer layer in CompressibleLayer.In(folded))
        {
            // Folding may have renamed a weight to the value that its expression had; the leaf's own name is the stem.
            string stem = Stem(layer.Weight);
            DenseTensor after = folded.Graph.Find(layer.Weight)!.Constant!;
            DenseTensor before = original.Graph.Find(stem)?.Constant is { } tensor && tensor.Count == after.Count && tensor.Type == ElementType.Float32 ? tensor : after;
            reports.Add(Describe(layer.Node, stem, before, after, Bytes(breakdown, stem)));
        }
        return reports;
    }

    private static LayerReport Describe(string node, string weight, DenseTensor before, DenseTensor after, long bytesAfter)
    {
        ReadOnlySpan<float> values = before.Span<float>();
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float v in values) (low, high) = (Math.Min(low, v), Math.Max(high, v));
        var histogram = new int[Bins];
        foreach (float v in values) histogram[high > low ? Math.Min(Bins - 1, (int)((v - low) / (high - low) * Bins)) : 0]++;
        var counts = new SortedDictionary<float, int>();
        long nonZero = 0;
        foreach (float v in after.Span<float>())
        {
            if (v == 0) continue;
            nonZero++;
            if (counts.Count <= MostCentroids || counts.ContainsKey(v)) counts[v] = counts.GetValueOrDefault(v) + 1;
        }
        return new LayerReport(node, weight, after.Shape.ToArray(), after.Count, nonZero, counts.Count, before.ByteCount, bytesAfter, low, high, histogram,
            counts.Count <= MostCentroids ? [.. counts.Select(c => new CentroidCount(c.Key, c.Value))] : []);
    }

    private static string Stem(string weight)
    {
        foreach (string suffix in new[] { "/codebook/value", "/value", "/codebook" })
            if (weight.EndsWith(suffix, StringComparison.Ordinal)) return weight[..^suffix.Length];
        return weight;
    }

    private static long Bytes(SizeBreakdown breakdown, string stem) => breakdown.Leaves
        .Where(l => l.Name == stem || l.Name == WeightExpression.CodebookName(stem) || l.Name == WeightExpression.IndicesName(stem)).Sum(l => l.Bytes);
}
