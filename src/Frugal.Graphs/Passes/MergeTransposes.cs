namespace Frugal.Graphs.Passes;

/// <summary>
/// Of two Transposes with element-wise nodes between or without, the first is left out and the second takes on the order of both; it goes too where they undo each
/// other. A Gemm reads a transposed matrix by its flags. A Transpose that only moves axes of extent 1 is a Reshape, which moves nothing.
/// </summary>
internal static class MergeTransposes
{
    public static int Run(PassContext context) =>
        context.Nodes("Transpose").Count(node => TryMerge(context, node)) + context.Nodes("Gemm").Sum(node => ReadTransposed(node, 0) + ReadTransposed(node, 1))
        + context.Nodes("Transpose").Count(BecomeReshape);

    private static bool TryMerge(PassContext context, Node last)
    {
        if (last.Inputs[0] is not { } read || ElementwiseChain.Back(context, read, last.Graph, "Transpose") is not var (first, between)) return false;
        if (Pattern.Order(first) is not { } inner || Pattern.Order(last) is not { } outer || inner.Length != outer.Length) return false;
        long[] order = [.. outer.Select(axis => (long)inner[axis])];
        Graph graph = last.Graph;
        Value start = first.Inputs[0]!;
        graph.ReplaceUses(first.Output, start);
        foreach (Node node in between) (node.Output.Shape, node.Output.Known) = (start.Shape, null);
        graph.RemoveNode(first);
        if (Enumerable.Range(0, order.Length).All(i => order[i] == i) && NodeEdits.Bypass(last, last.Inputs[0]!, context.GivenOn)) return true;
        graph.SetAttributes(last, last.Attributes.With("perm", order));
        return true;
    }

    private static int ReadTransposed(Node gemm, int operand)
    {
        if (Pattern.Producer(gemm.Inputs[operand], "Transpose") is not { Inputs: [{ Shape.Rank: 2 } matrix] } transpose || transpose.Graph != gemm.Graph) return 0;
        if (Pattern.Order(transpose) is not [1, 0]) return 0;
        string flag = operand == 0 ? "transA" : "transB";
        gemm.Graph.SetInput(gemm, operand, matrix);
        gemm.Graph.SetAttributes(gemm, gemm.Attributes.With(flag, gemm.Attributes.Flag(flag, false) ? 0L : 1L));
        return 1;
    }

    private static bool BecomeReshape(Node transpose)
    {
        if (transpose.Inputs[0] is not { Shape: { } before } x || Pattern.Order(transpose) is not { } order || transpose.Output.Shape is not { } after) return false;
        int[] moving = [.. order.Where(axis => before[axis] != 1)];
        if (!moving.SequenceEqual(moving.Order()) || after.Count(d => !d.IsNumber) > 1 || after.Any(d => d.IsNumber && d.Number == 0)) return false;
        if (order.SequenceEqual(order.Order())) return false;
        Value shape = transpose.Graph.AddInitializer(transpose.Output.Name + "/shape", Tensors.DenseTensor.Vector([.. after.Select(d => d.IsNumber ? d.Number : -1)]));
        NodeEdits.Replace(transpose, OperatorId.Onnx("Reshape"), [x, shape], [], NodeAttributes.Empty);
        return true;
    }
}
