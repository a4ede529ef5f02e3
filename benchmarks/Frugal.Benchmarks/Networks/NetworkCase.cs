using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Benchmarks.Networks;

/// <summary>A network in a file with inputs, ready to be measured in both runtimes.</summary>
internal sealed class NetworkCase
{
    // Differences beyond rounding would mean that not the same thing is timed.
    private const double LargestRelativeDifference = 1e-3;

    private readonly string path;
    private readonly Network network;
    private readonly DenseTensor[] inputs;

    private NetworkCase(string path, Network network, DenseTensor[] inputs)
    {
        this.path = path;
        this.network = network;
        this.inputs = inputs;
    }

    /// <summary>Finds or writes the file and reads it.</summary>
    /// <param name="of">The network.</param>
    /// <param name="data">The folder with published networks; null: none.</param>
    /// <param name="folder">Where networks that are built are written, and taken from when they are there already.</param>
    /// <param name="batch">How many samples a run takes.</param>
    /// <exception cref="NotSupportedException">The file is not here, or the network takes one sample only.</exception>
    public static NetworkCase Open(BenchmarkNetwork of, string? data, string folder, int batch)
    {
        string path = of.File is { } file ? Published(file, data) : Path.Combine(folder, $"{of.Name}.onnx");
        if (of.Build is not null && !File.Exists(path)) OnnxFile.Write(of.Build(), path);
        Network network = OnnxFile.Read(path);
        var made = new NetworkCase(path, network, Inputs(network, path, batch));
        made.RequireCount(of, batch);
        return made;
    }

    /// <summary>Compares the answers, then times both in turns; the first side is Frugal.</summary>
    public ComparisonResult Compare(WorkerPool pool, int turns)
    {
        using var peer = new OnnxRuntimeEngine("ONNX Runtime", path, inputs, pool.Threads);
        Session session = Session.Create(network, new SessionOptions { Pool = pool });
        RequireSameAnswers(session);
        return Comparison.Run(new SessionEngine("Frugal", session, inputs, pool), peer, turns);
    }

    /// <summary>Where the time of a run goes in Frugal.</summary>
    public PlanProfile Profile(WorkerPool pool, int runs)
    {
        Plan plan = Session.Create(network, new SessionOptions { Pool = pool }).PlanFor(inputs);
        PlanContext context = plan.Rent();
        for (int i = 0; i < 3; i++) context.Run(inputs, pool);
        var profile = new PlanProfile(plan);
        for (int i = 0; i < runs; i++) context.Run(inputs, pool, profile);
        return profile;
    }

    private static string Published(string file, string? data)
    {
        if (data is null) throw new NotSupportedException("published file; give the folder with --data or FRUGAL_DATA");
        string path = Path.Combine(data, file);
        return File.Exists(path) ? path : throw new NotSupportedException($"there is no '{path}'");
    }

    private static DenseTensor[] Inputs(Network network, string path, int batch)
    {
        string stored = Path.Combine(Path.GetDirectoryName(path)!, "test_data_set_0");
        if (batch == 1 && Directory.Exists(stored))
            return [.. network.Graph.Inputs.Select((_, i) => OnnxFile.ReadTensor(Path.Combine(stored, $"input_{i}.pb")).Tensor)];
        return [.. network.Graph.Inputs.Select(v => Random(v, batch))];
    }

    private static DenseTensor Random(Value input, int batch)
    {
        if (batch != 1 && input.Shape![0].IsNumber) throw new NotSupportedException($"takes {input.Shape[0]} sample a run");
        Shape shape = new([.. input.Shape!.Select((d, i) => d.IsNumber ? (int)d.Number : i == 0 ? batch : 1)]);
        DenseTensor tensor = DenseTensor.Zeros(input.Type, shape);
        if (input.Type == ElementType.Float32) new RandomStream(1).Split(input.Name).FillUniform(tensor.Span<float>(), -1, 1);
        return tensor;
    }

    private void RequireCount(BenchmarkNetwork of, int batch)
    {
        if (of.MultiplyAccumulates is not { } expected) return;
        Network sized = network.Clone();
        ShapeInference.Specialize(sized.Graph, [.. inputs.Select(i => i.Shape)]);
        long counted = sized.Graph.Nodes.Sum(n => n.Operator.Cost(new CostContext(n)).MultiplyAccumulates);
        if (counted != batch * expected)
            throw new InvalidOperationException($"'{of.Name}' was built wrongly: {counted:N0} multiply-accumulates for {batch} samples, not {batch * expected:N0}.");
    }

    private void RequireSameAnswers(Session session)
    {
        using var peer = new OnnxRuntimeSession(path);
        DenseTensor[] ours = session.Run(inputs), theirs = peer.Run(inputs);
        for (int i = 0; i < ours.Length; i++)
        {
            if (ours[i].Type != ElementType.Float32) continue;
            Span<float> a = ours[i].Span<float>(), b = theirs[i].Span<float>();
            double scale = 0, difference = 0;
            for (int k = 0; k < a.Length; k++)
            {
                scale = Math.Max(scale, Math.Abs(b[k]));
                difference = Math.Max(difference, Math.Abs((double)a[k] - b[k]));
            }
            if (!(difference <= LargestRelativeDifference * scale))
                throw new InvalidOperationException($"The answers of '{path}' differ by {difference:G3} where the largest is {scale:G3}; a time would compare different things.");
        }
    }
}
