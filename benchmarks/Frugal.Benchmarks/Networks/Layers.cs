using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Benchmarks.Networks;

/// <summary>Appends named layers with seeded random weights; what they compute is of no use, what they cost is that of the real network.</summary>
internal sealed class Layers
{
    private readonly GraphBuilder builder;
    private readonly RandomStream random = new(1);

    /// <summary>A network with one input whose first extent is the batch <c>N</c>.</summary>
    /// <param name="name">The network's name.</param>
    /// <param name="sample">The extents of one sample.</param>
    public Layers(string name, params int[] sample)
    {
        Network = new Network(new Graph(name));
        builder = new GraphBuilder(Network.Graph);
        Input = builder.Input("input", ElementType.Float32, [Dimension.Named("N"), .. sample.Select(s => (Dimension)s)]);
    }

    /// <summary>The network so far.</summary>
    public Network Network { get; }

    /// <summary>Its input.</summary>
    public Value Input { get; }

    /// <summary>Makes the last value the output.</summary>
    public Network Finish(Value output)
    {
        Network.Graph.Rename(output, "output");
        builder.Output(output);
        return Network;
    }

    /// <summary>A convolution with square taps.</summary>
    public Value Conv(Value x, string name, int channels, int taps, int stride = 1, int padding = 0, int groups = 1, bool bias = false)
    {
        int inputs = Channels(x) / groups;
        Value weight = Uniform($"{name}.weight", Math.Sqrt(6.0 / (inputs * taps * taps)), channels, inputs, taps, taps);
        Value?[] operands = bias ? [x, weight, Uniform($"{name}.bias", 0.1, channels)] : [x, weight];
        return Node("Conv", name, operands, ("kernel_shape", new[] { taps, taps }), ("strides", new[] { stride, stride }),
            ("pads", new[] { padding, padding, padding, padding }), ("group", groups));
    }

    /// <summary>A convolution without bias and a batch normalisation.</summary>
    public Value ConvNormalized(Value x, string name, int channels, int taps, int stride = 1, int groups = 1)
    {
        x = Conv(x, $"{name}.conv", channels, taps, stride, taps / 2, groups);
        // Scales below 1 keep the sums of many residual branches small.
        return Node("BatchNormalization", $"{name}.bn",
        [
            x, Around(0.6, $"{name}.bn.weight", 0.2, channels), Uniform($"{name}.bn.bias", 0.1, channels),
            Uniform($"{name}.bn.running_mean", 0.1, channels), Around(1, $"{name}.bn.running_var", 0.2, channels),
        ]);
    }

    /// <summary>A dense layer on [N, K].</summary>
    public Value Dense(Value x, string name, int units) => Node("Gemm", name,
        [x, Uniform($"{name}.weight", Math.Sqrt(6.0 / Channels(x)), units, Channels(x)), Uniform($"{name}.bias", 0.1, units)], ("transB", 1));

    /// <summary>A dense layer on the last axis, as a product and a sum.</summary>
    public Value Project(Value x, string name, int units)
    {
        int inputs = checked((int)x.Shape![x.Shape.Rank - 1].Number);
        x = Node("MatMul", $"{name}/MatMul", [x, Uniform($"{name}.weight", Math.Sqrt(3.0 / inputs), inputs, units)]);
        return Node("Add", $"{name}/Add", [Uniform($"{name}.bias", 0.1, units), x]);
    }

    /// <summary>Normalisation over the last axis.</summary>
    public Value LayerNormalize(Value x, string name)
    {
        int width = checked((int)x.Shape![x.Shape.Rank - 1].Number);
        return Node("LayerNormalization", name, [x, Around(1, $"{name}.weight", 0.2, width), Uniform($"{name}.bias", 0.1, width)], ("axis", -1));
    }

    /// <summary>A node with one output.</summary>
    public Value Node(string op, string name, Value?[] inputs, params (string Name, object Value)[] attributes)
    {
        Value output = builder.Node(OperatorId.Onnx(op), inputs, 1, NodeAttributes.Of(attributes), name).Output;
        Network.Graph.Rename(output, Network.Graph.UniqueName($"{name}.out"));
        return output;
    }

    /// <summary>max(x, 0).</summary>
    public Value Relu(Value x, string name) => Node("Relu", name, [x]);

    /// <summary>A square maximum pooling.</summary>
    public Value MaxPool(Value x, string name, int taps, int stride, int padding = 0, bool ceiling = false) => Node("MaxPool", name, [x],
        ("kernel_shape", new[] { taps, taps }), ("strides", new[] { stride, stride }), ("pads", new[] { padding, padding, padding, padding }), ("ceil_mode", ceiling ? 1 : 0));

    /// <summary>The mean over all positions, as [N, C].</summary>
    public Value PoolToVector(Value x) => Node("Flatten", "flatten", [Node("GlobalAveragePool", "pool", [x])]);

    /// <summary>A constant of one element.</summary>
    public Value Scalar(double value) => builder.Scalar(value);

    /// <summary>A one-dimensional int64 constant.</summary>
    public Value Integers(params long[] values) => builder.Integers(values);

    private static int Channels(Value x) => checked((int)x.Shape![1].Number);

    private Value Uniform(string name, double limit, params int[] extents) => Around(0, name, limit, extents);

    private Value Around(double center, string name, double limit, params int[] extents)
    {
        DenseTensor tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(extents));
        random.Split(name).FillUniform(tensor.Span<float>(), (float)(center - limit), (float)(center + limit));
        return Network.Graph.AddInitializer(name, tensor);
    }
}
