using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Runs a network operator by operator through <see cref="Operator.Reference"/>: slow, and the oracle for everything fast.</summary>
public static class ReferenceEvaluator
{
    /// <summary>Computes the outputs of a graph.</summary>
    /// <param name="graph">The graph; its nodes must be sorted.</param>
    /// <param name="inputs">A tensor for each input, in the order of <see cref="Graph.Inputs"/>.</param>
    /// <param name="step">The training step, which keys random operators.</param>
    /// <param name="cancellation">Stops loops.</param>
    /// <returns>A tensor for each output, in order.</returns>
    public static DenseTensor[] Run(Graph graph, ReadOnlySpan<DenseTensor> inputs, long step = 0, CancellationToken cancellation = default)
    {
        return Run(graph, inputs, new Scope([], null), step, cancellation);
    }

    /// <summary>Computes all values of a graph that the given ones allow, adding them to the dictionary.</summary>
    public static void Run(Graph graph, Dictionary<Value, DenseTensor> values, long step = 0) =>
        Run(graph, new Scope(values, null), step, default);

    /// <summary>Computes one node. Subgraphs may read initializers around them, but nothing computed.</summary>
    public static IReadOnlyList<DenseTensor?> Run(Node node, DenseTensor?[] inputs, long step = 0) =>
        Run(inputs, new NodeContext(node, step) { Run = (body, bodyInputs) => Run(body, bodyInputs, new Scope([], null), step, default) });

    /// <summary>Computes one node whose subgraphs somebody else runs.</summary>
    public static IReadOnlyList<DenseTensor?> Run(DenseTensor?[] inputs, NodeContext context)
    {
        var sink = new OutputSink(context.Node);
        context.Node.Operator.Reference(inputs, sink, context);
        return sink.Tensors;
    }

    private static DenseTensor[] Run(Graph graph, ReadOnlySpan<DenseTensor> inputs, Scope outer, long step, CancellationToken cancellation)
    {
        if (inputs.Length != graph.Inputs.Count)
            throw new InvalidModelException($"The graph '{graph.Name}' has {graph.Inputs.Count} inputs; {inputs.Length} were given.");
        var scope = new Scope([], outer);
        for (int i = 0; i < inputs.Length; i++) scope.Values[graph.Inputs[i]] = inputs[i];
        Run(graph, scope, step, cancellation);
        return [.. graph.Outputs.Select(o => scope.Read(o)!)];
    }

    private static void Run(Graph graph, Scope scope, long step, CancellationToken cancellation)
    {
        foreach (Node node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            var context = new NodeContext(node, step)
            {
                Run = (body, inputs) => Run(body, inputs, scope, step, cancellation),
                Cancellation = cancellation,
            };
            IReadOnlyList<DenseTensor?> results = Run(Array.ConvertAll(node.inputs, scope.Read), context);
            for (int i = 0; i < results.Count; i++)
                if (node.outputs[i] is { } output && results[i] is { } result) scope.Values[output] = result;
        }
    }

    // The tensors of a graph under evaluation, and those of the graphs around it.
    private sealed record Scope(Dictionary<Value, DenseTensor> Values, Scope? Outer)
    {
        public DenseTensor? Read(Value? value)
        {
            if (value is null) return null;
            for (Scope? scope = this; scope is not null; scope = scope.Outer)
                if (scope.Values.TryGetValue(value, out DenseTensor? tensor)) return tensor;
            return value.Constant ?? value.State?.Initial ?? throw new InvalidModelException($"The value '{value.Name}' has no tensor.");
        }
    }
}
