using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Computes what does not depend on the network's inputs once: nodes that read only initializers, and integer values that shape inference
/// knows (Shape → Gather → Concat chains), become initializers.
/// </summary>
public static class FoldConstants
{
    /// <summary>How many bytes a folded result may be larger than what it was computed from, where nothing else is asked for.</summary>
    public const long DefaultMaximumGrowth = 1 << 16;

    /// <summary>Folds in place.</summary>
    /// <param name="network">The network, with types and shapes inferred.</param>
    /// <param name="maximumGrowth">
    /// How many bytes a result may be larger than the initializers it is computed from: folding must not blow up a file by expanded constants.
    /// </param>
    /// <param name="weightExpressions">
    /// Whether compressed weights are folded too (operators of Frugal's own domain, DequantizeLinear), at any size: what is left is plain ONNX.
    /// </param>
    /// <returns>The number of nodes folded.</returns>
    public static int Run(Network network, long maximumGrowth = DefaultMaximumGrowth, bool weightExpressions = false)
    {
        int folded = 0;
        foreach (Graph graph in network.AllGraphs().ToArray())
        {
            foreach (Node node in graph.Nodes.ToArray())
            {
                IReadOnlyList<DenseTensor?>? results = KnownResults(node) ?? Compute(node, maximumGrowth, weightExpressions);
                if (results is null || !TryReplace(node, results)) continue;
                folded++;
            }
            graph.RemoveUnused();
        }
        return folded;
    }

    // Shape inference knows all elements of the only output.
    private static IReadOnlyList<DenseTensor?>? KnownResults(Node node)
    {
        if (node.Outputs.Count != 1 || node.Outputs[0] is not { Shape: { IsStatic: true } shape, Known: { } known } output) return null;
        if (output.Type is not (ElementType.Int32 or ElementType.Int64) || shape.Count != known.Length) return null;
        return Array.TrueForAll(known, d => d.IsNumber)
            ? [TensorValues.FromLongs(output.Type, shape.ToShape(), Array.ConvertAll(known, d => d.Number))]
            : null;
    }

    private static IReadOnlyList<DenseTensor?>? Compute(Node node, long maximumGrowth, bool weightExpressions)
    {
        if (!IsDeterministic(node) || node.Attributes.Subgraphs.Any()) return null;
        if (!node.Inputs.All(i => i is null || i.IsConstant)) return null;
        bool isExpression = IsWeightExpression(node);
        if (isExpression && !weightExpressions) return null;
        long before = node.Inputs.Sum(i => i is null ? 0 : Bytes(i));
        if (!isExpression && node.Inputs.Count > 0 && PredictedBytes(node) > before + maximumGrowth) return null;
        return ReferenceEvaluator.Run(node, [.. node.Inputs.Select(i => i?.Constant)]);
    }

    /// <summary>Whether a node always computes the same from the same.</summary>
    internal static bool IsDeterministic(Node node) => node.Operator is not UnknownOperator && !node.Operator.DependsOnStep;

    private static bool IsWeightExpression(Node node) =>
        node.Operator.Id.Domain == OperatorId.FrugalDomain || node.Operator.Id == OperatorId.Onnx("DequantizeLinear");

    private static bool TryReplace(Node node, IReadOnlyList<DenseTensor?> results)
    {
        Graph graph = node.Graph;
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is not null && results[i] is null) return false;
        // An output of the network keeps its node: a file's outputs are computed, and a name that two would share is not free.
        if (node.Outputs.Any(o => o is not null && (graph.Outputs.Contains(o) || o.Graph.States.Any(s => s.Next == o)))) return false;
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } output) NodeEdits.TurnIntoInitializer(output, results[i]!);
        graph.RemoveNode(node);
        return true;
    }

    private static long Bytes(Value value) => value.Type.ByteCount(value.Constant!.Count);

    private static long PredictedBytes(Node node) => node.Outputs.Sum(o =>
        o is null ? 0 : o.Shape is { IsStatic: true } shape ? o.Type.ByteCount(shape.ToShape().Count) : 1L << 50);
}
