using System.Diagnostics;
using System.Globalization;
using Frugal.Clustering;
using Frugal.Coding;
using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Benchmarks.Coding;

/// <summary>
/// The coders on the weights of a network that is pruned once by magnitude (each layer alike) and shared by exact k-means, beside what no code
/// can do better that knows each symbol's frequency only.
/// </summary>
internal static class CodingCommand
{
    private const int SmallestLayer = 500;

    public static int Run(string[] options)
    {
        if (options is not [var path, ..]) return Fail();
        double density = 1;
        int levels = 15;
        for (int i = 1; i < options.Length; i += 2)
        {
            if (i + 1 == options.Length) return Fail();
            switch (options[i])
            {
                case "--density": density = double.Parse(options[i + 1], CultureInfo.InvariantCulture); break;
                case "--levels": levels = int.Parse(options[i + 1], CultureInfo.InvariantCulture); break;
                default: return Fail();
            }
        }
        Network network = OnnxFile.Read(path);
        Console.WriteLine($"{Path.GetFileName(path)}, {(density < 1 ? $"{density:P1} of each layer kept" : "as it is")}, {levels} levels; bytes, codebooks not counted");
        Console.WriteLine("| layer | weights | Huffman, 5-bit index | best index | frequency bound | adaptive | against 5 bit | against best | adaptive / bound | decodes M weights/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        var rows = new List<Row>();
        foreach (CompressibleLayer layer in CompressibleLayer.In(network).Where(l => l.Count >= SmallestLayer))
        {
            rows.Add(Measure(layer.Weight, network.Graph.Find(layer.Weight)!.Constant!, density, levels));
            Console.WriteLine(rows[^1]);
        }
        Console.WriteLine(rows.Aggregate((a, b) => a.Plus(b)));
        return 0;
    }

    private static Row Measure(string name, DenseTensor tensor, double density, int levels)
    {
        float[] weights = tensor.Span<float>().ToArray();
        float[] magnitudes = [.. weights.Select(Math.Abs)];
        Array.Sort(magnitudes);
        float threshold = density < 1 ? magnitudes[^Math.Max(1, (int)(density * weights.Length))] : float.Epsilon;
        float[] survivors = [.. weights.Where(w => Math.Abs(w) >= threshold)];
        ScalarClustering clusters = ScalarKMeans.Cluster(survivors, levels);
        DenseTensor indices = DenseTensor.Zeros(ElementType.UInt8, tensor.Shape);
        for (int i = 0, survivor = 0; i < weights.Length; i++)
            if (Math.Abs(weights[i]) >= threshold) indices.Bytes[i] = (byte)(1 + clusters.Assignment[survivor++]);
        int negatives = clusters.Centroids.Count(c => c < 0);
        CodingComparison sizes = CodingComparison.Of(indices, 0, negatives);
        return new Row(name, weights.Length, sizes, FrequencyBound(indices), DecodeSeconds(indices));
    }

    // Σ n_s · log2(N / n_s): what a code needs that knows how often each symbol occurs and nothing of its place.
    private static double FrequencyBound(DenseTensor indices)
    {
        var counts = new double[256];
        foreach (byte b in indices.Bytes) counts[b]++;
        return counts.Where(c => c > 0).Sum(c => c * Math.Log2(indices.Count / c)) / 8;
    }

    // The whole file of a network of this one leaf: its graph is a few bytes.
    private static double DecodeSeconds(DenseTensor indices)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        builder.Output(builder.Call("Identity", network.Graph.AddInitializer("indices", indices)));
        using var stream = new MemoryStream();
        FrugalFile.Write(network, stream);
        double best = double.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            stream.Position = 0;
            var watch = Stopwatch.StartNew();
            FrugalFile.Read(stream);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }
        return best;
    }

    private static int Fail()
    {
        Console.Error.WriteLine("usage: Frugal.Benchmarks coding MODEL.onnx [--density SHARE] [--levels COUNT]");
        return 2;
    }

    private sealed record Row(string Name, long Weights, CodingComparison Sizes, double Bound, double Seconds)
    {
        public Row Plus(Row other) => new("together", Weights + other.Weights, CodingComparison.Sum([Sizes, other.Sizes]), Bound + other.Bound, Seconds + other.Seconds);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"| {Name} | {Weights:N0} | {Sizes.HuffmanFiveBitIndex:N0} | {Sizes.HuffmanBestIndex:N0} | {Bound:N0} | {Sizes.Adaptive:N0} | {Change(Sizes.HuffmanFiveBitIndex)} | {Change(Sizes.HuffmanBestIndex)} | {Sizes.Adaptive / Bound:0.000} | {Weights / Seconds / 1e6:0.0} |");

        private string Change(int other) => ((double)Sizes.Adaptive / other - 1).ToString("+0.0 %;−0.0 %", CultureInfo.InvariantCulture);
    }
}
