using Frugal.Graphs.Operators;
using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Removes nodes that pass their input on unchanged: Identity, Dropout in inference, Cast to the type at hand, Transpose that keeps the
/// order, Reshape, Flatten, Squeeze, Unsqueeze or Expand to the shape at hand, Pad by nothing, Concat, Split, Sum, Max, Min or Mean of one value, pooling of
/// single elements, Slice and Tile of everything once, multiplication and division by 1, addition and subtraction of 0, power 1, Clip without limits, and a
/// Relu or Abs of what is not negative already.
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
            {
                if (node.Operator.Id.Domain.Length != 0) continue;
                // The neutral number may come first.
                if (node.Operator.Id.Name is "Add" or "Mul" && node.Inputs is [{ IsConstant: true } first, { IsConstant: false } second])
                {
                    graph.SetInput(node, 0, second);
                    graph.SetInput(node, 1, first);
                }
                if (IsIdentity(node) && NodeEdits.Bypass(node, node.Inputs[0]!, givenOn)) removed++;
            }
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
            "CastLike" => x.Type != ElementType.Undefined && node.Input(1)?.Type == x.Type,
            "Concat" or "Sum" or "Max" or "Min" or "Mean" or "Clip" => node.Inputs.Skip(1).All(i => i is null),
            "Split" => node.Outputs.Count == 1 && KeepsShape(node, x),
            "Slice" => KeepsShape(node, x) && StepsForward(node),
            "Tile" => Pattern.Numbers(node.Input(1)) is { } repeats && Array.TrueForAll(repeats, r => r == 1),
            "Mul" or "Div" or "Pow" => IsNeutral(node, x, 1),
            "Add" or "Sub" => IsNeutral(node, x, 0),
            "Relu" or "Abs" => x.Producer is { Operator.Id: { Domain: "", Name: "Relu" or "Sigmoid" or "Softmax" or "Abs" } },
            "Transpose" => node.Attributes.Ints("perm") is { } order && Enumerable.Range(0, order.Length).All(i => order[i] == i),
            "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Expand" => KeepsShape(node, x),
            "Pad" => node.Input(1)?.Constant is { } pads && Array.TrueForAll(pads.ToLongs(), p => p == 0),
            "MaxPool" or "AveragePool" => IsSingleElementPool(node),
            _ => false,
        };
    }

    // The second operand is the neutral number throughout and does not widen the first.
    private static bool IsNeutral(Node node, Value x, double number)
    {
        if (node.Input(1)?.Constant is not { Type: not ElementType.String } tensor || tensor.Count == 0 || x.Type == ElementType.Undefined) return false;
        if (!Array.TrueForAll(tensor.ToDoubles(), v => v == number)) return false;
        return tensor.Count == 1 ? !Pattern.Widens(node.Inputs[1]!, x) : KeepsShape(node, x);
    }

    // A slice that keeps the shape takes everything, in order unless it walks backwards.
    private static bool StepsForward(Node node) =>
        node.Input(4) is null || (Pattern.Numbers(node.Input(4)) is { } steps && Array.TrueForAll(steps, s => s > 0));

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
