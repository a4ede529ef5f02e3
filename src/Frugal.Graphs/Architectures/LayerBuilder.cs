using Frugal.Tensors;

namespace Frugal.Graphs.Architectures;

/// <summary>Appends layers with named, seeded weights to a graph.</summary>
internal sealed class LayerBuilder(Graph graph, ulong seed)
{
    private readonly RandomStream random = new(seed);

    /// <summary>
    /// A convolution with square taps. Weights are normal with variance 2/fan_in (He et al. 2015) where a ReLU follows, else uniform with
    /// variance 2/(fan_in + fan_out) (Glorot and Bengio 2010); biases 0.
    /// </summary>
    public Value Conv(Value x, string name, int channels, int taps, int stride = 1, int padding = 0, int groups = 1, bool bias = false, bool beforeRelu = true)
    {
        int inputs = checked((int)x.Shape![1].Number) / groups;
        Value weight = Weight($"{name}.weight", [channels, inputs, taps, taps], inputs * taps * taps, channels / groups * taps * taps, beforeRelu);
        NodeAttributes attributes = NodeAttributes.Of(
            ("kernel_shape", new[] { taps, taps }), ("strides", new[] { stride, stride }),
            ("pads", new[] { padding, padding, padding, padding }), ("group", groups));
        return bias
            ? Append("Conv", name, [x, weight, Constant($"{name}.bias", 0, channels)], attributes)
            : Append("Conv", name, [x, weight], attributes);
    }

    /// <summary>A dense layer on the flattened input; weights as in <see cref="Conv"/>.</summary>
    public Value Dense(Value x, string name, int units, bool beforeRelu)
    {
        int inputs = checked((int)x.Shape![1].Number);
        Value weight = Weight($"{name}.weight", [units, inputs], inputs, units, beforeRelu);
        return Append("Gemm", name, [x, weight, Constant($"{name}.bias", 0, units)], NodeAttributes.Of(("transB", 1)));
    }

    /// <summary>Batch normalisation with scale 1, bias 0 and the running statistics of a standard normal.</summary>
    public Value Normalize(Value x, string name)
    {
        int channels = checked((int)x.Shape![1].Number);
        return Append("BatchNormalization", name,
            [
                x, Constant($"{name}.weight", 1, channels), Constant($"{name}.bias", 0, channels),
                Constant($"{name}.running_mean", 0, channels), Constant($"{name}.running_var", 1, channels),
            ], NodeAttributes.Empty);
    }

    /// <summary>max(x, 0).</summary>
    public Value Relu(Value x, string name) => Append("Relu", name, [x], NodeAttributes.Empty);

    /// <summary>The largest of each 2×2 block.</summary>
    public Value MaxPool2(Value x, string name) =>
        Append("MaxPool", name, [x], NodeAttributes.Of(("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })));

    /// <summary>[N,C,H,W] as [N, C·H·W].</summary>
    public Value Flatten(Value x) => Append("Flatten", "flatten", [x], NodeAttributes.Empty);

    /// <summary>The mean over all positions, as [N,C].</summary>
    public Value PoolToVector(Value x) => Flatten(Append("GlobalAveragePool", "pool", [x], NodeAttributes.Empty));

    /// <summary>The sum of two values of one shape.</summary>
    public Value Add(Value x, Value y, string name) => Append("Add", name, [x, y], NodeAttributes.Empty);

    /// <summary>Every second row and column, with as many zero channels before as behind.</summary>
    public Value Subsample(Value x, string name, int channels)
    {
        int extra = channels - checked((int)x.Shape![1].Number), before = extra / 2;
        Value sliced = Append("Slice", $"{name}.slice",
            [x, Integers($"{name}.starts", 0, 0), Integers($"{name}.ends", int.MaxValue, int.MaxValue), Integers($"{name}.axes", 2, 3), Integers($"{name}.steps", 2, 2)],
            NodeAttributes.Empty);
        return Append("Pad", $"{name}.pad", [sliced, Integers($"{name}.pads", 0, before, 0, 0, 0, extra - before, 0, 0)], NodeAttributes.Empty);
    }

    private Value Weight(string name, int[] extents, int fanIn, int fanOut, bool beforeRelu)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(extents));
        RandomStream stream = random.Split(name);
        if (beforeRelu)
        {
            stream.FillGaussian(tensor.Span<float>(), 0, Math.Sqrt(2.0 / fanIn));
        }
        else
        {
            float limit = (float)Math.Sqrt(6.0 / (fanIn + fanOut));
            stream.FillUniform(tensor.Span<float>(), -limit, limit);
        }
        return graph.AddInitializer(name, tensor);
    }

    private Value Constant(string name, float value, int count)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float32, new Shape(count));
        tensor.Span<float>().Fill(value);
        return graph.AddInitializer(name, tensor);
    }

    private Value Integers(string name, params long[] values) => graph.AddInitializer(name, DenseTensor.Vector(values));

    private Value Append(string op, string name, ReadOnlySpan<Value?> inputs, NodeAttributes attributes)
    {
        Node node = graph.AddNode(OperatorTable.Get(OperatorId.Onnx(op)), inputs, [graph.UniqueName(name)], attributes, name);
        ShapeInference.Run(node);
        return node.Output;
    }
}
