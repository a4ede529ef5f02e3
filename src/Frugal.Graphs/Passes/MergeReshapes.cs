namespace Frugal.Graphs.Passes;

/// <summary>
/// Of several changes of shape (Reshape, Flatten, Squeeze, Unsqueeze) in a row, with element-wise nodes between or without, only the last one's result matters:
/// the earlier ones are left out, and the last becomes a Reshape to where it led, or goes too where it leads back.
/// </summary>
internal static class MergeReshapes
{
    private static readonly string[] Views = ["Reshape", "Flatten", "Squeeze", "Unsqueeze"];

    public static int Run(PassContext context) => context.Nodes(Views).Count(node => TryMerge(context, node));

    private static bool TryMerge(PassContext context, Node last)
    {
        if (last.Inputs[0] is not { } read || ElementwiseChain.Back(context, read, last.Graph, Views) is not var (first, between)) return false;
        if (first.Inputs[0] is not { Shape: { } before } start || last.Output.Shape is not { } after || Target(before, after) is not { } target) return false;
        Graph graph = last.Graph;
        graph.ReplaceUses(first.Output, start);
        foreach (Node node in between) Reshaped(node, before);
        if (before.Equals(after) && NodeEdits.Bypass(last, last.Inputs[0]!, context.GivenOn))
        {
            graph.RemoveNode(first);
            return true;
        }
        Value shape = graph.AddInitializer(last.Output.Name + "/shape", Tensors.DenseTensor.Vector(target));
        NodeEdits.Replace(last, OperatorId.Onnx("Reshape"), [last.Inputs[0], shape], [], NodeAttributes.Empty);
        graph.RemoveNode(first);
        return true;
    }

    private static void Reshaped(Node node, SymbolicShape shape) => (node.Output.Shape, node.Output.Known) = (shape, null);

    // A constant target from the first shape to the last: numbers, at most one −1, zeros where the extent is copied.
    private static long[]? Target(SymbolicShape before, SymbolicShape after)
    {
        var target = new long[after.Rank];
        bool left = false;
        for (int i = 0; i < target.Length; i++)
        {
            if (after[i] is { IsNumber: true, Number: > 0 } extent) target[i] = extent.Number;
            else if (!after[i].IsUnknown && i < before.Rank && before[i] == after[i] && !after[i].IsNumber) target[i] = 0;
            else if (!left && !after[i].IsNumber) (target[i], left) = (-1, true);
            else return null;
        }
        return target;
    }
}
