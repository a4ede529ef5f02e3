using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>The network of an <see cref="OpCase"/>.</summary>
/// <param name="Network">The network; its outputs are what the case built.</param>
/// <param name="Inputs">One value for each of the case's inputs.</param>
/// <param name="Tensors">Their tensors, initializers included.</param>
internal sealed record CaseNetwork(Network Network, Value[] Inputs, IReadOnlyDictionary<Value, DenseTensor> Tensors)
{
    /// <summary>The network's outputs by the reference evaluator.</summary>
    public DenseTensor[] Run() => Evaluate(Network.Graph.Outputs, Tensors);

    /// <summary>The values by the reference evaluator when inputs and initializers hold the given tensors.</summary>
    public DenseTensor[] Evaluate(IEnumerable<Value> wanted, IReadOnlyDictionary<Value, DenseTensor> tensors)
    {
        var values = new Dictionary<Value, DenseTensor>(tensors);
        HashSet<Node> needed = Needed(wanted);
        foreach (Node node in Network.Graph.Nodes)
        {
            if (!needed.Contains(node)) continue;
            IReadOnlyList<DenseTensor?> results = ReferenceEvaluator.Run(node, [.. node.Inputs.Select(i => i is null ? null : Read(i, values))]);
            for (int i = 0; i < results.Count; i++)
                if (node.Outputs[i] is { } output && results[i] is { } result) values[output] = result;
        }
        return [.. wanted.Select(v => Read(v, values))];
    }

    /// <summary>
    /// Appends a scalar loss, the sum of all floating-point outputs weighted with seeded random numbers, and its gradient with respect to
    /// the inputs of the given indices.
    /// </summary>
    public (Value Loss, Value?[] Gradients) AppendGradient(IEnumerable<int> inputs)
    {
        Value[] outputs = [.. Network.Graph.Outputs.Where(o => o.Type.IsFloatingPoint())];
        Value[] sources = [.. inputs.Select(i => Inputs[i])];
        DenseTensor[] shapes = Evaluate(outputs, Tensors);
        var (loss, gradients) = AppendGradient(outputs, [.. shapes.Select(t => t.Shape)], sources, 1);
        return (loss, gradients);
    }

    /// <summary>The same for the values named, whose shapes are given, with other random weights for another seed.</summary>
    public (Value Loss, Value?[] Gradients) AppendGradient(Value[] outputs, Shape[] shapes, Value[] sources, ulong seed)
    {
        var builder = new GraphBuilder(Network.Graph, "loss/");
        var operands = new List<Value?>(outputs);
        for (int i = 0; i < outputs.Length; i++) operands.Add(builder.Constant(Weights(outputs[i].Type, shapes[i], seed, i), "weights"));
        Node node = Network.Graph.AddNode(new WeightedSum(), operands.ToArray(), [Network.Graph.UniqueName("loss")]);
        ShapeInference.Run(node);
        GradientResult result = Gradients.Append(Network, node.Output, sources);
        return (node.Output, [.. sources.Select(s => result.Of[s])]);
    }

    private static DenseTensor Read(Value value, Dictionary<Value, DenseTensor> values) =>
        values.GetValueOrDefault(value) ?? value.Constant ?? value.State!.Initial;

    // A finite difference evaluates the loss many times and never the gradient behind it.
    private static HashSet<Node> Needed(IEnumerable<Value> wanted)
    {
        var needed = new HashSet<Node>();
        var pending = new Stack<Value>(wanted);
        while (pending.TryPop(out Value? value))
        {
            if (value.Producer is not { } node || !needed.Add(node)) continue;
            foreach (Value? input in node.Inputs)
                if (input is not null) pending.Push(input);
        }
        return needed;
    }

    // Small enough that the loss is of order 1: rounding of the finite difference grows with it.
    private static DenseTensor Weights(ElementType type, Shape shape, ulong seed, int index)
    {
        RandomStream random = new RandomStream(seed).Split(index);
        var weights = new double[shape.Count];
        for (int i = 0; i < weights.Length; i++) weights[i] = (2 * random.NextDouble() - 1) / Math.Sqrt(weights.Length);
        return TensorValues.FromDoubles(type, shape, weights);
    }
}
