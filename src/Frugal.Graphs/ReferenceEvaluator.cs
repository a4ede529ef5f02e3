using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Runs a network operator by operator through <see cref="Operator.Reference"/>: slow, and the oracle for everything fast.</summary>
public static class ReferenceEvaluator
{
    /// <summary>Computes the outputs of a graph.</summary>
    /// <param name="graph">The graph; its nodes must be sorted.</param>
    /// <param name="inputs">A tensor for each input, in the order of <see cref="Graph.Inputs"/>.</param>
    /// <param name="step">The training step, which keys random operators.</param>
    /// <returns>A tensor for each output, in order.</returns>
    public static DenseTensor[] Run(Graph graph, ReadOnlySpan<DenseTensor> inputs, long step = 0)
    {
        var values = new Dictionary<Value, DenseTensor>();
        for (int i = 0; i < graph.Inputs.Count; i++) values[graph.Inputs[i]] = inputs[i];
        Run(graph, values, step);
        return [.. graph.Outputs.Select(o => Read(o, values)!)];
    }

    /// <summary>Computes all values of a graph that the given ones allow, adding them to the dictionary.</summary>
    public static void Run(Graph graph, Dictionary<Value, DenseTensor> values, long step = 0)
    {
        foreach (Node node in graph.Nodes)
        {
            IReadOnlyList<DenseTensor?> results = Run(node, Array.ConvertAll(node.inputs, i => Read(i, values)), step);
            for (int i = 0; i < results.Count; i++)
                if (node.outputs[i] is { } output && results[i] is { } result) values[output] = result;
        }
    }

    /// <summary>Computes one node.</summary>
    public static IReadOnlyList<DenseTensor?> Run(Node node, DenseTensor?[] inputs, long step = 0)
    {
        var sink = new OutputSink(node);
        node.Operator.Reference(inputs, sink, new NodeContext(node, step));
        return sink.Tensors;
    }

    private static DenseTensor? Read(Value? value, Dictionary<Value, DenseTensor> values) =>
        value is null ? null
        : values.TryGetValue(value, out DenseTensor? tensor) ? tensor
        : value.Constant ?? value.State?.Initial ?? throw new InvalidModelException($"The value '{value.Name}' has no tensor.");
}
