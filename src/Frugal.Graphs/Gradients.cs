using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// Reverse-mode differentiation as a graph transformation (Linnainmaa 1970; Griewank and Walther 2008, "Evaluating Derivatives"): each
/// operator appends its gradient as nodes.
/// </summary>
public static class Gradients
{
    /// <summary>Appends, in place, the nodes that compute the gradient of a scalar loss.</summary>
    /// <param name="network">The network, whose nodes are sorted and whose types are inferred.</param>
    /// <param name="loss">A value with one element.</param>
    /// <param name="withRespectTo">Initializers, states or inputs.</param>
    /// <exception cref="UnsupportedOperatorException">An operator on the way from a value asked for to the loss has no gradient.</exception>
    public static GradientResult Append(Network network, Value loss, IReadOnlyList<Value> withRespectTo)
    {
        Graph graph = network.Graph;
        var builder = new GraphBuilder(graph, "gradient/");
        Node[] forward = [.. graph.Nodes];
        HashSet<Value> dependent = DependentOn(forward, withRespectTo);
        var gradients = new Dictionary<Value, List<Value>>
        {
            [loss] = [builder.Constant(TensorValues.FromDoubles(loss.Type, loss.Shape?.ToShape() ?? default, [1]), "one")],
        };
        for (int i = forward.Length - 1; i >= 0; i--)
            Propagate(forward[i], builder, dependent, gradients);
        var results = withRespectTo.Distinct().ToDictionary(v => v, v => dependent.Contains(v) ? Total(v, builder, gradients) : null);
        return new GradientResult(network, results);
    }

    /// <summary>Carries gradients of some values back through sorted nodes to others: what an operator that is made of nodes needs.</summary>
    /// <param name="nodes">The nodes between, sorted.</param>
    /// <param name="seeds">Values that the nodes compute (or that are sources), each with its gradient.</param>
    /// <param name="sources">Where the gradients are wanted; all different.</param>
    /// <param name="builder">Appends the nodes.</param>
    /// <exception cref="UnsupportedOperatorException">An operator on the way has no gradient.</exception>
    internal static IReadOnlyDictionary<Value, Value?> Through(Node[] nodes, IEnumerable<(Value Value, Value Gradient)> seeds, IReadOnlyList<Value> sources, GraphBuilder builder)
    {
        HashSet<Value> dependent = DependentOn(nodes, sources);
        var gradients = new Dictionary<Value, List<Value>>();
        foreach (var (value, gradient) in seeds)
        {
            if (!gradients.TryGetValue(value, out List<Value>? list)) gradients[value] = list = [];
            list.Add(gradient);
        }
        for (int i = nodes.Length - 1; i >= 0; i--)
            Propagate(nodes[i], builder, dependent, gradients);
        return sources.ToDictionary(v => v, v => Total(v, builder, gradients));
    }

    private static void Propagate(Node node, GraphBuilder builder, HashSet<Value> dependent, Dictionary<Value, List<Value>> gradients)
    {
        if (!node.Inputs.Any(i => i is not null && dependent.Contains(i))) return;
        Value?[] outputGradients = [.. node.Outputs.Select(o => o is null ? null : Total(o, builder, gradients))];
        if (outputGradients.All(g => g is null)) return;
        var context = new GradientContext(node, builder, outputGradients, i => dependent.Contains(node.Inputs[i]!));
        IReadOnlyList<Value?> inputGradients = node.Operator.Differentiate(context)
            ?? throw new UnsupportedOperatorException($"{node.Describe()} has no gradient, so that what stands before it cannot be trained.");
        for (int i = 0; i < inputGradients.Count; i++)
        {
            if (inputGradients[i] is not { } gradient || node.Input(i) is not { } input || !dependent.Contains(input)) continue;
            if (!gradients.TryGetValue(input, out List<Value>? list)) gradients[input] = list = [];
            list.Add(gradient);
        }
    }

    // The sum of what all readers contribute, in the order of their contribution.
    private static Value? Total(Value value, GraphBuilder builder, Dictionary<Value, List<Value>> gradients)
    {
        if (!gradients.TryGetValue(value, out List<Value>? list)) return null;
        Value sum = list[0];
        for (int i = 1; i < list.Count; i++) sum = builder.Call("Add", sum, list[i]);
        gradients[value] = [sum];
        return sum;
    }

    private static HashSet<Value> DependentOn(Node[] nodes, IReadOnlyList<Value> sources)
    {
        var dependent = new HashSet<Value>(sources);
        foreach (Node node in nodes)
        {
            if (!node.Inputs.Any(i => i is not null && dependent.Contains(i))) continue;
            foreach (Value? output in node.Outputs)
                if (output is { } value && (value.Type == ElementType.Undefined || value.Type.IsFloatingPoint())) dependent.Add(value);
        }
        return dependent;
    }
}
