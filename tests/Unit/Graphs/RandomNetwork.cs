using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Graphs;

/// <summary>
/// Seeded networks of convolutions, normalisations, pools, branches, dead nodes, shared weights and nodes that do nothing: what rewrites
/// meet. The input is float32 [N,3,8,8].
/// </summary>
internal sealed class RandomNetwork
{
    private readonly Graph graph = new();
    private readonly GraphBuilder builder;
    private readonly List<Value> values = [];
    private RandomStream random;

    private RandomNetwork(ulong seed)
    {
        builder = new GraphBuilder(graph);
        random = new RandomStream(seed);
    }

    /// <summary>The network of a seed.</summary>
    public static Network Of(ulong seed)
    {
        var made = new RandomNetwork(seed);
        made.values.Add(made.builder.Input("input", ElementType.Float32, Dimension.Named("N"), 3, 8, 8));
        int layers = 4 + made.random.NextInt32(12);
        for (int i = 0; i < layers; i++) made.values.Add(made.Layer(made.Pick()));
        int outputs = 1 + made.random.NextInt32(3);
        for (int i = 0; i < outputs; i++)
            if (made.values[^(i + 1)] is var value && !made.graph.Outputs.Contains(value)) made.graph.AddOutput(value);
        return new Network(made.graph);
    }

    /// <summary>An input for it.</summary>
    public static DenseTensor Input(ulong seed) => Networks.Sample(seed, 2, 3, 8, 8);

    // Late values more often, so that the graph is deep.
    private Value Pick() => values[values.Count - 1 - random.NextInt32(Math.Min(3, values.Count))];

    private Value Layer(Value x) => random.NextInt32(10) switch
    {
        0 or 1 => Convolve("Conv", x),
        2 => Convolve("ConvTranspose", x),
        3 or 4 or 5 => Normalize(random.NextInt32(2) == 0 ? Convolve("Conv", x) : x),
        6 => builder.Call("MaxPool", [x], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 })),
        7 => builder.Call("Relu", x),
        8 => builder.Call("Dropout", x),
        _ => builder.Call("Add", x, values.FindLast(v => v.Shape!.Equals(x.Shape))),
    };

    private Value Convolve(string op, Value x)
    {
        int channels = (int)x.Shape![1].Number, taps = random.NextInt32(2) == 0 ? 1 : 3;
        int group = channels % 2 == 0 ? 1 + random.NextInt32(2) : 1;
        int others = 2 * (1 + random.NextInt32(3));
        int[] shape = op == "Conv" ? [others, channels / group, taps, taps] : [channels, others / group, taps, taps];
        Value weight = graph.Initializers.LastOrDefault(v => random.NextInt32(3) == 0 && v.Shape!.Equals(SymbolicShape.Of(new Shape(shape)))) ?? Constant(0.5f, shape);
        (string, object)[] attributes = [("group", group), ("pads", new[] { taps / 2, taps / 2, taps / 2, taps / 2 })];
        return random.NextInt32(2) == 0 ? builder.Call(op, [x, weight], attributes) : builder.Call(op, [x, weight, Constant(1, others)], attributes);
    }

    private Value Normalize(Value x)
    {
        int channels = (int)x.Shape![1].Number;
        Value variance = builder.Constant(Networks.Sample(random.NextUInt64(), 0.5f, 2, channels), "variance");
        return builder.Call("BatchNormalization", x, Constant(1, channels), Constant(1, channels), Constant(1, channels), variance);
    }

    private Value Constant(float scale, params int[] shape) => builder.Constant(Networks.Sample(random.NextUInt64(), -scale, scale, shape));
}
