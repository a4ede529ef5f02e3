using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Removes nodes that pass their input on unchanged: Identity, Dropout in inference, Cast to the type at hand, Transpose that keeps the
/// order, Reshape, Flatten, Squeeze, Unsqueeze or Expand to the shape at hand, Pad by nothing, Concat, Sum, Max, Min or Mean of one value, pooling of
/// single elements.
/// </summary>
public static class RemoveIdentities
{
    /// <summary>Removes in place; a node whose output is one of the network's keeps its place where the name would be lost. The number removed.</summary>
    public static int Run(Network network)
    {
        HashSet<Value> givenOn = NodeEdits.GivenOnBySubgraphs(network);
        int removed = 0;
        foreach (Graph graph in network.AllGraphs().ToArray())
        {
            foreach (Node node in graph.Nodes.ToArray())
                if (node.Operator.Id.Domain.Length == 0 && IsIdentity(node) && NodeEdits.Bypass(node, node.Inputs[0]!, givenOn)) removed++;
            graph.RemoveUnused();
        }
        return removed;
    }

    private static bool IsIdentity(Node node)
    {
        if (node.Input(0) is not { } x) return false;
        return node.Operator.Id.Name switch
        {
            "Identity" => true,
            "Dropout" => Dropout.IsIdentity(node),
            "Cast" => x.Type != ElementType.Undefined && node.Attributes.Int("to", 0) == (long)x.Type,
            "Concat" or "Sum" or "Max" or "Min" or "Mean" => node.Inputs.Count == 1,
            "Transpose" => node.Attributes.Ints("perm") is { } order && Enumerable.Range(0, order.Length).All(i => order[i] == i),
            "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Expand" => KeepsShape(node, x),
            "Pad" => node.Input(1)?.Constant is { } pads && Array.TrueForAll(pads.ToLongs(), p => p == 0),
            "MaxPool" or "AveragePool" => IsSingleElementPool(node),
            _ => false,
        };
    }

    // Extents that are not numbers must be the same multiple of the same symbol; unknown ones may differ.
    private static bool KeepsShape(Node node, Value x) =>
        x.Shape is { } before && node.Output.Shape is { } after && before.Equals(after) && before.All(d => !d.IsUnknown);

    private static bool IsSingleElementPool(Node node)
    {
        foreach (string list in (string[])["kernel_shape", "strides"])
            if (node.Attributes.Ints(list) is { } values && Array.Exists(values, v => v != 1)) return false;
        return node.Attributes.Ints("pads") is not { } pads || Array.TrueForAll(pads, p => p == 0);
    }
}
