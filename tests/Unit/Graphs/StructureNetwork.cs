using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Graphs;

/// <summary>Builds small float64 networks with seeded random weights for the tests of structure.</summary>
internal sealed class StructureNetwork
{
    private readonly RandomStream random;

    public StructureNetwork(ulong seed = 1)
    {
        random = new RandomStream(seed);
        Network = new Network();
        Build = new GraphBuilder(Network.Graph);
    }

    public Network Network { get; }

    public GraphBuilder Build { get; }

    /// <summary>An input; extent 0 stands for a symbolic batch.</summary>
    public Value Input(params int[] shape) =>
        Build.Input("x", ElementType.Float64, Array.ConvertAll(shape, d => d == 0 ? Dimension.Named("N") : d));

    /// <summary>Normally distributed weights.</summary>
    public Value Weight(string name, params int[] shape)
    {
        var tensor = DenseTensor.Zeros(ElementType.Float64, new Shape(shape));
        RandomStream stream = random.Split(name);
        foreach (ref double value in tensor.Span<double>()) value = stream.NextGaussian();
        return Build.Constant(tensor, name);
    }

    /// <summary>A convolution with bias; padding keeps the extents for odd taps.</summary>
    public Value Conv(Value x, string name, int channels, int taps = 3, int groups = 1)
    {
        int inputs = (int)x.Shape![1].Number / groups, pad = taps / 2;
        return Build.Call("Conv", [x, Weight($"{name}.w", channels, inputs, taps, taps), Weight($"{name}.b", channels)],
            ("group", groups), ("pads", new long[] { pad, pad, pad, pad }));
    }

    /// <summary>A batch normalisation with random statistics.</summary>
    public Value Normalize(Value x, string name)
    {
        int channels = (int)x.Shape![1].Number;
        var variance = DenseTensor.Zeros(ElementType.Float64, new Shape(channels));
        RandomStream stream = random.Split(name);
        foreach (ref double value in variance.Span<double>()) value = 0.5 + stream.NextDouble();
        return Build.Call("BatchNormalization", x, Weight($"{name}.scale", channels), Weight($"{name}.shift", channels),
            Weight($"{name}.mean", channels), Build.Constant(variance, $"{name}.variance"));
    }

    /// <summary>A dense layer with bias.</summary>
    public Value Dense(Value x, string name, int units) => Build.Call("Gemm",
        [x, Weight($"{name}.w", units, (int)x.Shape![1].Number), Weight($"{name}.b", units)], ("transB", 1));

    /// <summary>x · sigmoid(x), which is not 0 where its input is not.</summary>
    public Value Swish(Value x) => Build.Call("Mul", x, Build.Call("Sigmoid", x));

    /// <summary>Ends the network: pool, flatten, dense layer.</summary>
    public Network EndPooled(Value x) => EndPooledTo(x, 5);

    /// <summary>The same with a given number of outputs.</summary>
    public Network EndPooledTo(Value x, int classes) => End(Dense(Build.Call("Flatten", Build.Call("GlobalAveragePool", x)), "end", classes));

    /// <summary>Ends the network with a value.</summary>
    public Network End(Value x)
    {
        Build.Output(x);
        return Network;
    }
}
