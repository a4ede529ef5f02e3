using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Graphs;

/// <summary>
/// Seeded float64 networks of what passes look for, in every surrounding: convolutions, dense layers, normalisations, spelled-out activations, changes of shape and order,
/// padding, dead filters, values read twice, shared and equal constants, nodes that do nothing, outputs in the middle. The input is [N,3,8,8].
/// </summary>
internal sealed class RandomGraph
{
    private const ElementType Type = ElementType.Float64;

    private readonly Graph graph = new();
    private readonly GraphBuilder builder;
    private readonly List<Value> values = [];
    private RandomStream random;

    private RandomGraph(ulong seed)
    {
        builder = new GraphBuilder(graph);
        random = new RandomStream(seed).Split("graph");
    }

    /// <summary>The network of a seed.</summary>
    public static Network Of(ulong seed)
    {
        var made = new RandomGraph(seed);
        made.values.Add(made.builder.Input("input", Type, Dimension.Named("N"), 3, 8, 8));
        int layers = 4 + made.random.NextInt32(12);
        for (int i = 0; i < layers; i++) made.values.Add(made.Layer(made.Pick()));
        if (made.random.NextInt32(2) == 0) made.values.Add(made.Head(made.Pick()));
        int outputs = 1 + made.random.NextInt32(3);
        for (int i = 0; i < outputs; i++)
            if (made.values[^(i + 1)] is var value && !made.graph.Outputs.Contains(value)) made.graph.AddOutput(value);
        if (made.random.NextInt32(3) == 0 && made.Pick() is { Producer: not null } middle && !made.graph.Outputs.Contains(middle)) made.graph.AddOutput(middle);
        return new Network(made.graph);
    }

    /// <summary>An input for it, of two samples.</summary>
    public static DenseTensor Input(ulong seed) => Sample(seed, 1, 2, 3, 8, 8);

    private static DenseTensor Sample(ulong seed, double scale, params int[] shape)
    {
        var extents = new Shape(shape);
        var random = new RandomStream(seed);
        return TensorValues.FromDoubles(Type, extents, [.. Enumerable.Range(0, checked((int)extents.Count)).Select(_ => scale * (2 * random.NextDouble() - 1))]);
    }

    // Late values more often, so that the graph is deep.
    private Value Pick() => values[values.Count - 1 - random.NextInt32(Math.Min(3, values.Count))];

    private bool Toss() => random.NextInt32(2) == 0;

    private int Channels(Value x) => (int)x.Shape![1].Number;

    private Value Layer(Value x) => random.NextInt32(20) switch
    {
        0 or 1 or 2 => Convolve(x),
        3 => Normalize(Convolve(x)),
        4 => Convolve(Normalize(x)),
        5 => Affine(Convolve(x)),
        6 => Convolve(Affine(x)),
        7 => Padded(x),
        8 => SwapAndBack(x),
        9 => Gate(x),
        10 => Gelu(x),
        11 => LayerNorm(x),
        12 => Nothing(x),
        13 => builder.Call("Relu", x),
        14 => Twice(x),
        15 => Reshaped(x),
        16 => DeadBlock(x),
        17 => builder.Call("MaxPool", [x], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 })),
        18 => builder.Call("Concat", [x, Convolve(x, 1)], ("axis", 1)),
        _ => builder.Call("Add", x, values.FindLast(v => v.Shape!.Equals(x.Shape))),
    };

    private Value Convolve(Value x, int taps = 0, int others = 0)
    {
        int channels = Channels(x);
        if (taps == 0) taps = Toss() ? 1 : 3;
        int group = channels % 2 == 0 && taps == 3 ? 1 + random.NextInt32(2) : 1;
        if (others == 0) others = 2 * (1 + random.NextInt32(3));
        string op = random.NextInt32(5) == 0 ? "ConvTranspose" : "Conv";
        int[] shape = op == "Conv" ? [others, channels / group, taps, taps] : [channels, others / group, taps, taps];
        Value weight = graph.Initializers.LastOrDefault(v => random.NextInt32(4) == 0 && v.Shape!.Equals(SymbolicShape.Of(new Shape(shape)))) ?? Constant(0.5, shape);
        (string, object)[] attributes = [("group", group), ("pads", new[] { taps / 2, taps / 2, taps / 2, taps / 2 })];
        return Toss() ? builder.Call(op, [x, weight], attributes) : builder.Call(op, [x, weight, Constant(1, others)], attributes);
    }

    private Value Normalize(Value x)
    {
        int c = Channels(x);
        Value variance = builder.Constant(TensorValues.FromDoubles(Type, new Shape(c), [.. Enumerable.Range(0, c).Select(_ => 0.5 + random.NextDouble())]), "variance");
        return builder.Call("BatchNormalization", x, Constant(1, c), Constant(1, c), Constant(1, c), variance);
    }

    private Value Affine(Value x)
    {
        Value by = Toss() ? Constant(1, Channels(x), 1, 1) : Constant(1);
        return random.NextInt32(4) switch { 0 => builder.Call("Add", by, x), 1 => builder.Call("Sub", x, by), 2 => builder.Call("Mul", x, by), _ => builder.Call("Sub", by, x) };
    }

    private Value Padded(Value x)
    {
        Value padded = builder.Call("Pad", [x, builder.Integers(0, 0, 1, 1, 0, 0, 1, 1), Toss() ? null : builder.Scalar(random.NextInt32(2), Type)]);
        (string, object)[] window = [("kernel_shape", new[] { 3, 3 })];
        return random.NextInt32(3) switch
        {
            0 => builder.Call("Conv", [padded, Constant(0.5, 4, Channels(x), 3, 3)]),
            1 => builder.Call("AveragePool", [padded], window),
            _ => builder.Call("MaxPool", [padded], window),
        };
    }

    private Value SwapAndBack(Value x)
    {
        Value swapped = builder.Call("Transpose", [x], ("perm", new[] { 0, 2, 3, 1 }));
        for (int i = random.NextInt32(3); i > 0; i--) swapped = Toss() ? builder.Call("Relu", swapped) : builder.Call("Mul", swapped, builder.Scalar(2, Type));
        if (random.NextInt32(4) == 0) values.Add(builder.Call("Transpose", [swapped], ("perm", new[] { 0, 3, 1, 2 })));
        return builder.Call("Transpose", [swapped], ("perm", Toss() ? [0, 3, 1, 2] : new[] { 0, 3, 2, 1 }));
    }

    private Value Gate(Value x) => random.NextInt32(4) switch
    {
        0 => builder.Call("Mul", x, builder.Call("Sigmoid", x)),
        1 => builder.Call("Mul", builder.Call("HardSigmoid", [x], ("alpha", 1f / 6), ("beta", 0.5f)), x),
        2 => builder.Call("Div", builder.Call("Mul", x, builder.Call("Clip", builder.Call("Add", x, builder.Scalar(3, Type)), builder.Scalar(0, Type), builder.Scalar(6, Type))), builder.Scalar(6, Type)),
        _ => builder.Call("Mul", x, builder.Call("Tanh", builder.Call("Softplus", x))),
    };

    private Value Gelu(Value x)
    {
        Value Number(double value) => builder.Scalar(value, Type);
        Value bent = Toss()
            ? builder.Call("Erf", builder.Call("Div", x, Number(Math.Sqrt(2))))
            : builder.Call("Tanh", builder.Call("Mul", Number(Math.Sqrt(2 / Math.PI)), builder.Call("Add", x, builder.Call("Mul", Number(0.044715), builder.Call("Pow", x, Number(3))))));
        Value sum = builder.Call("Add", bent, Number(1));
        return Toss() ? builder.Call("Mul", builder.Call("Mul", x, Number(0.5)), sum) : builder.Call("Mul", builder.Call("Mul", x, sum), Number(0.5));
    }

    private Value LayerNorm(Value x)
    {
        Value axes = builder.Integers(-1);
        Value difference = builder.Call("Sub", x, builder.Call("ReduceMean", x, axes));
        Value square = Toss() ? builder.Call("Pow", difference, builder.Scalar(2, Type)) : builder.Call("Mul", difference, difference);
        Value root = builder.Call("Sqrt", builder.Call("Add", builder.Call("ReduceMean", square, builder.Integers(-1)), builder.Scalar(0.01f, Type)));
        Value y = builder.Call("Div", difference, root);
        int width = (int)x.Shape![3].Number;
        if (Toss()) y = builder.Call("Mul", y, Constant(1, width));
        if (Toss()) y = builder.Call("Add", y, Constant(1, width));
        return y;
    }

    private Value Nothing(Value x) => random.NextInt32(6) switch
    {
        0 => builder.Call("Mul", builder.Scalar(1, Type), x),
        1 => builder.Call("Add", x, builder.Scalar(0, Type)),
        2 => builder.Call("Dropout", x),
        3 => builder.Call("Slice", x, builder.Integers(0), builder.Integers(long.MaxValue), builder.Integers(2)),
        4 => builder.Call("Tile", x, builder.Integers(1, 1, 1, 1)),
        _ => builder.Call("Concat", [x], ("axis", 1)),
    };

    // The same computation twice over; equal constants under two names.
    private Value Twice(Value x)
    {
        ulong seed = random.NextUInt64();
        Value Half() => builder.Call("Mul", builder.Call("Tanh", x), builder.Constant(Sample(seed, 1, Channels(x), 1, 1), "factor"));
        return builder.Call("Add", Half(), Half());
    }

    private Value Reshaped(Value x)
    {
        Dimension c = x.Shape![1], h = x.Shape[2], w = x.Shape[3];
        Value rows = builder.Call("Reshape", x, builder.Integers(0, c.Number, h.Number * w.Number));
        if (Toss()) rows = builder.Call("Relu", rows);
        if (random.NextInt32(4) == 0) values.Add(builder.Call("Unsqueeze", rows, builder.Integers(2)));
        if (Toss()) return builder.Call("Reshape", rows, builder.Integers(0, c.Number, w.Number, h.Number));
        Value batch = builder.Call("Gather", [builder.Call("Shape", x), builder.Integers(0)], ("axis", 0));
        return builder.Call("Reshape", rows, builder.Call("Concat", [batch, builder.Integers(c.Number, h.Number, w.Number)], ("axis", 0)));
    }

    // Filters without weights, an activation that makes constants of them, a depthwise convolution, and what weighs them.
    private Value DeadBlock(Value x)
    {
        int channels = Channels(x), width = 6;
        double[] weights = Sample(random.NextUInt64(), 1, width, channels, 1, 1).ToDoubles(), bias = Sample(random.NextUInt64(), 1, width).ToDoubles();
        for (int m = 0; m < width; m++)
        {
            if (Toss()) Array.Clear(weights, m * channels, channels);
            if (random.NextInt32(3) == 0) bias[m] = 0;
        }
        Value y = builder.Call("Conv", x, builder.Constant(TensorValues.FromDoubles(Type, new Shape(width, channels, 1, 1), weights), "w"), builder.Constant(TensorValues.FromDoubles(Type, new Shape(width), bias), "b"));
        if (Toss()) y = Normalize(y);
        y = builder.Call("Relu", y);
        if (Toss()) y = builder.Call("Conv", [y, Constant(0.5, width, 1, 3, 3), Constant(1, width)], ("group", width), ("pads", new[] { 1, 1, 1, 1 }));
        return Convolve(y, taps: Toss() ? 1 : 3);
    }

    private Value Head(Value x)
    {
        Value rows = Toss() ? builder.Call("Flatten", builder.Call("GlobalAveragePool", x)) : builder.Call("Flatten", x);
        int width = (int)rows.Shape![1].Number;
        if (Toss())
        {
            Value w = Constant(0.3, 5, width);
            Value product = builder.Call("MatMul", rows, builder.Call("Transpose", [w], ("perm", new[] { 1, 0 })));
            return Toss() ? builder.Call("Add", product, Constant(1, 5)) : Normalize(product);
        }
        Value y = builder.Call("Gemm", [rows, Constant(0.3, width, 4), Constant(1, 4)], ("alpha", 0.5f), ("beta", 2f));
        return Toss() ? Normalize(y) : builder.Call("Mul", y, Constant(1, 4));
    }

    private Value Constant(double scale, params int[] shape) => builder.Constant(Sample(random.NextUInt64(), scale, shape));
}
