using System.Globalization;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Benchmarks.Operators;

/// <summary>Networks of one operator with constant weights, in Frugal and in ONNX Runtime by turns.</summary>
internal static class OperatorCommand
{
    private static readonly (int M, int N, int K)[] Products =
        [(512, 512, 512), (768, 768, 768), (1536, 1536, 1536), (1, 1024, 1024), (64, 300, 784)];

    private static readonly (int Kernel, int Inputs, int Outputs, int Extent, int Groups)[] Convolutions =
        [(3, 64, 64, 56, 1), (3, 128, 128, 28, 1), (3, 256, 256, 14, 1), (1, 256, 256, 28, 1), (1, 64, 256, 56, 1), (3, 128, 128, 56, 128)];

    private static readonly (int Kernel, int Inputs, int Outputs, int Extent, int Groups)[] MoreConvolutions =
        [(3, 512, 512, 7, 1), (3, 256, 512, 28, 1), (3, 16, 16, 32, 1), (3, 32, 32, 16, 1), (3, 64, 64, 8, 1), (3, 64, 128, 28, 1)];

    /// <summary>Runs one of the two lists and prints a table.</summary>
    public static int Run(string command, string[] options)
    {
        int threads = Option(options, "--threads", 1), turns = Option(options, "--turns", 31);
        if (!OnnxRuntimeLibrary.TryFind(out _, out string? reason))
        {
            Console.Error.WriteLine($"ONNX Runtime is needed: {reason}");
            return 5;
        }
        Console.WriteLine($"{InstructionSets.Current}, {threads} thread(s), {turns} turns, ONNX Runtime {OnnxRuntimeLibrary.Version}; ratio = its time / ours");
        Console.WriteLine("| operator | ours, ms | ONNX Runtime, ms | ratio | 95 % interval | GFLOP/s |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, network, shape, work) in command switch
        {
            "gemm" => Products.Select(Product),
            "convolution" => Convolutions.Select(Convolution),
            _ => MoreConvolutions.Select(Convolution),
        })
        {
            // Where Winograd's algorithm may be used, both ways are measured.
            if (name.StartsWith("3×3", StringComparison.Ordinal)) Compare(name + ", exact", network, shape, work, threads, turns, Accuracy.Exact);
            Compare(name, network, shape, work, threads, turns, Accuracy.Fast);
        }
        return 0;
    }

    private static void Compare(string name, Network network, Shape shape, double work, int threads, int turns, Accuracy accuracy)
    {
        using var pool = new WorkerPool(threads);
        DenseTensor input = Random(shape);
        var ours = new SessionEngine("frugal", Session.Create(network, new SessionOptions { Pool = pool, Accuracy = accuracy }), [input], pool);
        using var peer = new OnnxRuntimeEngine("onnxruntime", network, [input], threads);
        ComparisonResult result = Frugal.Runtime.Comparison.Run(ours, peer, turns);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {result.First.Median:0.000} | {result.Second.Median:0.000} | {result.Ratio:0.00} | {result.RatioLow:0.00} – {result.RatioHigh:0.00} | {work / result.First.Median / 1e6:0} |"));
    }

    private static (string, Network, Shape, double) Product((int M, int N, int K) size)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, size.M, size.K);
        Value bias = builder.Constant(Random(new Shape(size.N)), "bias");
        builder.Output(builder.Call("Gemm", x, builder.Constant(Random(new Shape(size.K, size.N)), "b"), bias));
        return ($"{size.M}×{size.K}·{size.K}×{size.N}", network, new Shape(size.M, size.K), 2.0 * size.M * size.N * size.K);
    }

    private static (string, Network, Shape, double) Convolution((int Kernel, int Inputs, int Outputs, int Extent, int Groups) size)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        var shape = new Shape(1, size.Inputs, size.Extent, size.Extent);
        Value x = builder.Input("x", ElementType.Float32, 1, size.Inputs, size.Extent, size.Extent);
        Value w = builder.Constant(Random(new Shape(size.Outputs, size.Inputs / size.Groups, size.Kernel, size.Kernel)), "w");
        int pad = size.Kernel / 2;
        builder.Output(builder.Call("Conv", [x, w, builder.Constant(Random(new Shape(size.Outputs)), "bias")],
            ("pads", new[] { pad, pad, pad, pad }), ("group", size.Groups)));
        double work = 2.0 * size.Outputs * size.Extent * size.Extent * (size.Inputs / size.Groups) * size.Kernel * size.Kernel;
        return ($"{(size.Groups > 1 ? "depthwise " : "")}{size.Kernel}×{size.Kernel} {size.Inputs}→{size.Outputs} @{size.Extent}²", network, shape, work);
    }

    private static DenseTensor Random(Shape shape)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float32, shape);
        new RandomStream(1).Split(shape.ToString()).FillUniform(tensor.Span<float>(), -1, 1);
        return tensor;
    }

    private static int Option(string[] options, string name, int otherwise)
    {
        int at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
