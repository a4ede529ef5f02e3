using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>Times original and result at batch size 1 in both runtimes, one thread, in turns.</summary>
internal static class LatencyMeasurement
{
    public static IReadOnlyList<LatencyReport> Run(Network original, Network result, InputSpecification input, DataSplit? data)
    {
        if (InputFor(original, input, data) is not { } sample) return [];
        using var pool = new WorkerPool(1);
        var reports = new List<LatencyReport>();
        var before = new SessionEngine("before", Session.Create(original, new SessionOptions { Pool = pool }), [sample], pool);
        var after = new SessionEngine("after", Session.Create(result, new SessionOptions { Pool = pool }), [sample], pool);
        reports.Add(Report("frugal", Comparison.Run(after, before)));
        if (!OnnxRuntimeLibrary.TryFind(out _, out _)) return reports;
        using var peerBefore = new OnnxRuntimeEngine("before", original, [sample], threads: 1);
        using var peerAfter = new OnnxRuntimeEngine("after", result, [sample], threads: 1);
        reports.Add(Report("onnxruntime", Comparison.Run(peerAfter, peerBefore)));
        return reports;
    }

    private static LatencyReport Report(string runtime, ComparisonResult c) =>
        new(runtime, 1, c.Second.Median, c.First.Median, c.Ratio, c.RatioLow, c.RatioHigh);

    // A real sample where there are data, else seeded values where the network says all extents but the first.
    private static DenseTensor? InputFor(Network network, InputSpecification input, DataSplit? data)
    {
        DataSet? samples = data?.Validation ?? data?.Train ?? data?.Test.FirstOrDefault()?.Data;
        if (samples is not null)
        {
            var batch = new Batch(input);
            samples.Read([0], batch);
            return batch.InputTensor.Copy();
        }
        Value fed = network.Graph.Inputs[0];
        if (network.Graph.Inputs.Count != 1 || fed.Type != ElementType.Float32 || fed.Shape is not { } shape || shape.Skip(1).Any(d => !d.IsNumber)) return null;
        var tensor = DenseTensor.Zeros(ElementType.Float32, shape.With(0, 1).ToShape());
        new RandomStream(1).FillUniform(tensor.Span<float>());
        return tensor;
    }
}
