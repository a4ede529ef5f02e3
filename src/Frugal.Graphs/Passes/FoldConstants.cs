using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Computes what does not depend on the network's inputs once: nodes that read only initializers, and integer values that shape inference
/// knows (Shape → Gather → Concat chains), become initializers.
/// </summary>
public static class FoldConstants
{
    /// <summary>How many bytes all initializers together may grow in one run, where nothing else is asked for.</summary>
    public const long DefaultMaximumGrowth = 1 << 16;

    /// <summary>Folds in place.</summary>
    /// <param name="network">The network, with types and shapes inferred.</param>
    /// <param name="maximumGrowth">
    /// How many bytes the results may be larger than the initializers that go when nobody else reads them: folding must not blow up a file by expanded constants, or by
    /// weights that stay beside what is made of them.
    /// </param>
    /// <param name="weightExpressions">
    /// Whether compressed weights are folded too (operators of Frugal's own domain, DequantizeLinear), at any size: what is left is plain ONNX.
    /// </param>
    /// <returns>The number of nodes folded.</returns>
    public static int Run(Network network, long maximumGrowth = DefaultMaximumGrowth, bool weightExpressions = false)
    {
        long growth = 0;
        return Run(network, maximumGrowth, weightExpressions, ref growth);
    }

    /// <summary>Folds with one allowance for all rounds of a run of the table.</summary>
    internal static int Run(PassContext context) =>
        Run(context.Network, context.Settings.MaximumGrowth, context.Settings.WeightExpressions, ref context.Growth);

    private static int Run(Network network, long maximumGrowth, bool weightExpressions, ref long growth)
    {
        int folded = 0;
        foreach (Graph graph in network.AllGraphs().ToArray())
        {
            foreach (Node node in graph.Nodes.ToArray())
            {
                long added = 0;
                IReadOnlyList<DenseTensor?>? results = KnownResults(node) ?? Compute(node, maximumGrowth - growth, weightExpressions, out added);
                if (results is null || !TryReplace(node, results)) continue;
                growth += Math.Max(0, added);
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

    private static IReadOnlyList<DenseTensor?>? Compute(Node node, long maximumGrowth, bool weightExpressions, out long growth)
    {
        growth = 0;
        if (!IsDeterministic(node) || node.Attributes.Subgraphs.Any()) return null;
        if (!node.Inputs.All(i => i is null || i.IsConstant)) return null;
        bool isExpression = IsWeightExpression(node);
        if (isExpression && !weightExpressions) return null;
        if (!isExpression && node.Inputs.Count > 0) growth = PredictedBytes(node) - node.Inputs.Distinct().Sum(i => i is null ? 0 : FreedBytes(i, node));
        if (growth > maximumGrowth) return null;
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
            if (node.Outputs[i] is not null && (results[i] is not { } result || result.Type.IsContainer())) return false;
        // An output of the network keeps its node: a file's outputs are computed, and a name that two would share is not free.
        if (node.Outputs.Any(o => o is not null && (graph.Outputs.Contains(o) || o.Graph.States.Any(s => s.Next == o)))) return false;
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } output) NodeEdits.TurnIntoInitializer(output, results[i]!);
        graph.RemoveNode(node);
        return true;
    }

    // An initializer that others read stays beside what is computed from it.
    private static long FreedBytes(Value value, Node reader) =>
        value.Uses.All(u => u.Node == reader) && !value.Graph.Outputs.Contains(value) ? value.Constant!.ByteCount : 0;

    private static long PredictedBytes(Node node) => node.Outputs.Sum(o =>
        o?.Shape is not { IsStatic: true } shape ? o is null ? 0 : 1L << 50 : (long)Math.Min(1L << 50, o.Type.BitsPerElement() / 8.0 * shape.Aggregate(1.0, (product, d) => product * d.Number)));
}
