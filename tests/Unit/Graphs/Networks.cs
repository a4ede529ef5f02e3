using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Tensors;

namespace Frugal.Tests.Graphs;

/// <summary>Networks and samples that tests of rewrites share.</summary>
internal static class Networks
{
    /// <summary>A published network and its reference inputs, cut to a few samples.</summary>
    public static (Network Network, DenseTensor Input, DenseTensor Output) Published(string name, int samples)
    {
        Network network = OnnxFile.Read(TestData.PathOf($"models/{name}.onnx"));
        IReadOnlyDictionary<string, DenseTensor> arrays = Npz.Read(TestData.PathOf($"models/{name}.ref.npz"));
        return (network, First(arrays["input"], samples), First(arrays["output"], samples));
    }

    /// <summary>A seeded float32 tensor of a normal distribution.</summary>
    public static DenseTensor Sample(ulong seed, params int[] shape)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(shape));
        new RandomStream(seed).FillGaussian(tensor.Span<float>());
        return tensor;
    }

    /// <summary>A seeded float32 tensor of values in an interval.</summary>
    public static DenseTensor Sample(ulong seed, float minimum, float maximum, params int[] shape)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(shape));
        new RandomStream(seed).FillUniform(tensor.Span<float>(), minimum, maximum);
        return tensor;
    }

    /// <summary>The first output for one input.</summary>
    public static DenseTensor Run(Network network, DenseTensor input, long step = 0) => ReferenceEvaluator.Run(network.Graph, [input], step)[0];

    /// <summary>The largest absolute difference of two tensors of one shape.</summary>
    public static double Distance(DenseTensor a, DenseTensor b) => a.Shape == b.Shape
        ? a.ToDoubles().Zip(b.ToDoubles(), (x, y) => Math.Abs(x - y)).DefaultIfEmpty().Max()
        : double.PositiveInfinity;

    /// <summary>The names of the operators of the nodes, in order.</summary>
    public static string[] Operators(Network network) => [.. network.Graph.Nodes.Select(n => n.Operator.Id.Name)];

    /// <summary>The multiply-accumulates of one sample of the given shape.</summary>
    public static long MultiplyAccumulates(Network network, params int[] sample)
    {
        Network one = network.Clone();
        ShapeInference.Specialize(one.Graph, [new Shape([1, .. sample])]);
        return one.Graph.Nodes.Sum(n => n.Operator.Cost(new CostContext(n)).MultiplyAccumulates);
    }

    private static DenseTensor First(DenseTensor tensor, int samples)
    {
        var first = DenseTensor.Zeros(tensor.Type, tensor.Shape.With(0, samples));
        tensor.Bytes[..first.ByteCount].CopyTo(first.Bytes);
        return first;
    }
}
