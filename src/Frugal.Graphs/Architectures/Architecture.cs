using Frugal.Tensors;

namespace Frugal.Graphs.Architectures;

/// <summary>
/// A well-known network that can be built from nothing, with seeded initial weights. The input is called <c>input</c> and has a symbolic
/// batch <c>N</c>; the output is called <c>logits</c>.
/// </summary>
public sealed class Architecture
{
    private readonly Func<LayerBuilder, Value, int, Value> layers;

    private Architecture(string name, string description, int[] inputShape, int classes, Func<LayerBuilder, Value, int, Value> layers)
    {
        Name = name;
        Description = description;
        DefaultInputShape = inputShape;
        DefaultClasses = classes;
        this.layers = layers;
    }

    /// <summary>All architectures.</summary>
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("lenet-300-100", "dense layers of 300, 100 and 10 (LeCun et al. 1998)", [1, 28, 28], 10, LeNet.Dense),
        new("lenet-5", "Caffe's LeNet-5: two 5x5 convolutions of 20 and 50, dense 500 (after LeCun et al. 1998)", [1, 28, 28], 10, LeNet.Convolutional),
        new("resnet-20", "residual network for small images, identity shortcuts (He et al. 2016)", [3, 32, 32], 10, ResNet.OfDepth(20)),
        new("resnet-32", "residual network for small images, identity shortcuts (He et al. 2016)", [3, 32, 32], 10, ResNet.OfDepth(32)),
        new("resnet-56", "residual network for small images, identity shortcuts (He et al. 2016)", [3, 32, 32], 10, ResNet.OfDepth(56)),
        new("resnet-110", "residual network for small images, identity shortcuts (He et al. 2016)", [3, 32, 32], 10, ResNet.OfDepth(110)),
        new("mobilenet-v1-0.25", "depthwise separable convolutions, a quarter of the width (Howard et al. 2017)", [3, 96, 96], 2, MobileNet.OfWidth(0.25)),
        new("mobilenet-v1-0.5", "depthwise separable convolutions, half the width (Howard et al. 2017)", [3, 160, 160], 1000, MobileNet.OfWidth(0.5)),
        new("mobilenet-v1-1.0", "depthwise separable convolutions (Howard et al. 2017)", [3, 224, 224], 1000, MobileNet.OfWidth(1)),
    ];

    /// <summary>The name, such as <c>lenet-5</c>.</summary>
    public string Name { get; }

    /// <summary>What it is, in a few words, with its source.</summary>
    public string Description { get; }

    /// <summary>Channels, height and width of one sample where nothing else is asked for.</summary>
    public IReadOnlyList<int> DefaultInputShape { get; }

    /// <summary>The number of classes where nothing else is asked for.</summary>
    public int DefaultClasses { get; }

    /// <summary>The architecture of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those that there are.</exception>
    public static Architecture Find(string name) => All.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no architecture '{name}'. There are: {string.Join(", ", All.Select(a => a.Name))}.");

    /// <summary>Builds the network.</summary>
    /// <exception cref="InvalidModelException">The input is too small for the architecture.</exception>
    public Network Build(ArchitectureSettings? settings = null)
    {
        settings ??= new ArchitectureSettings();
        IReadOnlyList<int> shape = settings.InputShape ?? DefaultInputShape;
        int classes = settings.Classes ?? DefaultClasses;
        if (shape.Count != 3 || shape.Any(d => d < 1)) throw new ArgumentException("The input shape must be channels, height and width.");
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        var network = new Network(new Graph(Name));
        Value input = network.Graph.AddInput("input", ElementType.Float32, new SymbolicShape(Dimension.Named("N"), shape[0], shape[1], shape[2]));
        Value logits = layers(new LayerBuilder(network.Graph, settings.Seed), input, classes);
        network.Graph.Rename(logits, "logits");
        network.Graph.AddOutput(logits);
        return network;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
