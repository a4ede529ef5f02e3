using Frugal.Data;
using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Kernels;
using Frugal.Tensors;
using Frugal.Training;

namespace Frugal.Tests.Training;

/// <summary>Small data and networks for tests of training.</summary>
internal static class TrainingSamples
{
    /// <summary>Images of four classes: a bright quarter in noise.</summary>
    public static ArrayDataSet Quarters(int count, ulong seed = 1, bool labels = true, int side = 8)
    {
        var pixels = new float[count * side * side];
        var random = new RandomStream(seed);
        random.FillGaussian(pixels);
        var classes = new int[count];
        for (int i = 0; i < count; i++)
        {
            classes[i] = i % 4;
            for (int y = 0; y < side / 2; y++)
                for (int x = 0; x < side / 2; x++)
                    pixels[(i * side + y + classes[i] / 2 * (side / 2)) * side + x + classes[i] % 2 * (side / 2)] += 1.5f;
        }
        return ArrayDataSet.From(pixels, new Shape(1, side, side), labels ? classes : null, labels ? 4 : null);
    }

    /// <summary>Dense layers of 300, 100 and 4 for <see cref="Quarters"/>.</summary>
    public static Network Dense(ulong seed = 1) =>
        Architecture.Find("lenet-300-100").Build(new ArchitectureSettings { InputShape = [1, 8, 8], Classes = 4, Seed = seed });

    /// <summary>conv 3×3 → batch normalisation → ReLU → max-pool → conv 3×3 → ReLU → average → dense.</summary>
    public static Network Convolutional(ulong seed = 1)
    {
        var network = new Network(new Graph("small"));
        var layers = new LayerBuilder(network.Graph, seed);
        Value x = network.Graph.AddInput("input", ElementType.Float32, new SymbolicShape(Dimension.Named("N"), 1, 8, 8));
        x = layers.MaxPool2(layers.Relu(layers.Normalize(layers.Conv(x, "conv1", 6, 3, padding: 1), "norm1"), "relu1"), "pool1");
        x = layers.Relu(layers.Conv(x, "conv2", 8, 3, padding: 1, bias: true), "relu2");
        Value logits = layers.Dense(layers.PoolToVector(x), "fc", 4, beforeRelu: false);
        network.Graph.Rename(logits, "logits");
        network.Graph.AddOutput(logits);
        return network;
    }

    /// <summary>logits = x·W + b for samples of two values.</summary>
    public static Network Linear(params float[] weights)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, Dimension.Named("N"), 2);
        Value w = network.Graph.AddInitializer("w", DenseTensor.Vector(weights).Reshape(new Shape(2, weights.Length / 2)));
        builder.Output(builder.Call("Gemm", x, w, network.Graph.AddInitializer("b", DenseTensor.Zeros(ElementType.Float32, new Shape(weights.Length / 2)))));
        return network;
    }

    public static Trainer Trainer(Network network, DataSet train, TrainerSettings settings, Loss? loss = null, DataSet? validation = null) =>
        new(network, loss ?? new CrossEntropyLoss(), new DataSplit(train, validation, []), InputSpecification.Raw, settings with { Pool = settings.Pool ?? new WorkerPool(1) });

    public static float[] Leaf(Network network, string name) => network.Graph.Find(name)!.Constant!.Span<float>().ToArray();

    public static byte[] AllBytes(Network network) =>
        [.. network.Graph.Initializers.OrderBy(v => v.Name, StringComparer.Ordinal).SelectMany(v => v.Constant!.Bytes.ToArray())];

    /// <summary>Puts ai.frugal.Mask or Lookup in place of a leaf: the expression's output takes over the readers.</summary>
    public static void Wrap(Network network, Value leaf, string op, Value second, params (string Name, object Value)[] attributes)
    {
        Graph graph = network.Graph;
        Node[] readers = [.. leaf.Uses.Select(u => u.Node)];
        Node node = graph.InsertNode(0, OperatorTable.Get(OperatorId.Frugal(op)), [leaf, second], [graph.UniqueName(leaf.Name + "/expression")], NodeAttributes.Of(attributes));
        ShapeInference.Run(node);
        foreach (Node reader in readers)
            for (int i = 0; i < reader.Inputs.Count; i++)
                if (reader.Inputs[i] == leaf) graph.SetInput(reader, i, node.Output);
    }
}
