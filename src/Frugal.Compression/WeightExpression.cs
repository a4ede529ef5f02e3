using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>Puts small expressions in the place of weights, in place, and takes them out again. Leaves keep readable names.</summary>
public static class WeightExpression
{
    /// <summary>The name of the mask that belongs to a weight.</summary>
    public static string MaskName(string weight) => weight + "/mask";

    /// <summary>The name of the codebook that belongs to a weight.</summary>
    public static string CodebookName(string weight) => weight + "/codebook";

    /// <summary>The name of the indices that belong to a weight.</summary>
    public static string IndicesName(string weight) => weight + "/indices";

    /// <summary>Replaces a weight w by Mask(w, m).</summary>
    /// <param name="network">The network, edited in place.</param>
    /// <param name="weight">The name of a float32 initializer.</param>
    /// <param name="mask">True where the weight is kept; of the weight's shape.</param>
    /// <param name="straightThrough">Whether masked weights receive gradients (dynamic surgery) or not.</param>
    public static void AddMask(Network network, string weight, DenseTensor mask, bool straightThrough)
    {
        Graph graph = network.Graph;
        Value leaf = Leaf(network, weight);
        Value maskLeaf = graph.AddInitializer(MaskName(weight), mask);
        Replace(graph, leaf, OperatorId.Frugal("Mask"), [leaf, maskLeaf],
            NodeAttributes.Of(("gradient", straightThrough ? "straight-through" : "masked")));
    }

    /// <summary>Replaces a weight by Lookup(codebook, indices), and a mask around it as well: entry 0 of the codebook is then a fixed zero.</summary>
    /// <param name="network">The network, edited in place.</param>
    /// <param name="weight">The name of a float32 initializer.</param>
    /// <param name="codebook">The values, float32 of one axis.</param>
    /// <param name="indices">Which value each weight has, uint8 or uint16 of the weight's shape.</param>
    /// <param name="fixedZero">Whether entry 0 is a zero that is never trained.</param>
    public static void AddLookup(Network network, string weight, DenseTensor codebook, DenseTensor indices, bool fixedZero)
    {
        Graph graph = network.Graph;
        Value leaf = Leaf(network, weight);
        Value replaced = leaf.Uses is [{ Node: { Operator.Id: { Domain: OperatorId.FrugalDomain, Name: "Mask" } } mask }] ? mask.Output : leaf;
        Value codebookLeaf = graph.AddInitializer(CodebookName(weight), codebook);
        Value indicesLeaf = graph.AddInitializer(IndicesName(weight), indices);
        Replace(graph, replaced, OperatorId.Frugal("Lookup"), [codebookLeaf, indicesLeaf], NodeAttributes.Of(("fixed_zero", fixedZero)));
        graph.RemoveUnused();
    }

    /// <summary>The mask of a weight, or null where it has none.</summary>
    public static DenseTensor? Mask(Network network, string weight) => network.Graph.Find(MaskName(weight))?.Constant;

    /// <summary>Replaces every mask by what can be seen of it: weights under a mask become +0.</summary>
    public static Network RemoveMasks(Network network)
    {
        Network result = network.Clone();
        foreach (Node node in result.Graph.Nodes.ToArray())
        {
            if (node.Operator.Id != OperatorId.Frugal("Mask") || node.Inputs[0] is not { Constant: { } weights } leaf || node.Inputs[1] is not { Constant: { } mask }) continue;
            result.Graph.SetConstant(leaf, Select(weights, mask));
            result.Graph.ReplaceUses(node.Output, leaf);
            result.Graph.RemoveNode(node);
        }
        result.Graph.RemoveUnused();
        return result;
    }

    /// <summary>m ? w : +0.</summary>
    public static DenseTensor Select(DenseTensor weights, DenseTensor mask)
    {
        DenseTensor result = DenseTensor.Zeros(ElementType.Float32, weights.Shape);
        ReadOnlySpan<float> w = weights.Span<float>();
        ReadOnlySpan<byte> m = mask.Bytes;
        Span<float> r = result.Span<float>();
        for (int i = 0; i < r.Length; i++) r[i] = m[i] != 0 ? w[i] : 0;
        return result;
    }

    private static Value Leaf(Network network, string weight) =>
        network.Graph.Find(weight) is { Constant.Type: ElementType.Float32 } leaf
            ? leaf
            : throw new CompressionException($"The network has no float32 initializer '{weight}'.");

    private static void Replace(Graph graph, Value old, OperatorId op, ReadOnlySpan<Value?> inputs, NodeAttributes attributes)
    {
        Use[] uses = [.. old.Uses];
        int position = uses.Min(u => graph.PositionOf(u.Node));
        Node node = graph.InsertNode(position, OperatorTable.Get(op), inputs, [graph.UniqueName(inputs[0]!.Name + "/value")], attributes);
        ShapeInference.Run(graph);
        foreach (Use use in uses) graph.SetInput(use.Node, use.Index, node.Output);
    }
}
