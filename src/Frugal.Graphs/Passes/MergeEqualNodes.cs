using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>Common subexpressions: of nodes with the same operator, inputs and attributes the first stays. Random and unknown operators and those with subgraphs are left alone.</summary>
internal static class MergeEqualNodes
{
    public static int Run(PassContext context)
    {
        int merged = 0;
        foreach (Graph graph in context.Network.AllGraphs().ToArray())
        {
            var seen = new Dictionary<int, List<Node>>();
            foreach (Node node in graph.Nodes.ToArray())
            {
                if (node.Operator is UnknownOperator || node.Attributes.Subgraphs.Any() || !FoldConstants.IsDeterministic(node)) continue;
                int hash = HashOf(node);
                if (!seen.TryGetValue(hash, out List<Node>? alike)) seen[hash] = alike = [];
                if (alike.Find(n => AreEqual(n, node)) is { } first && TryMerge(context, node, first)) merged++;
                else alike.Add(node);
            }
        }
        return merged;
    }

    private static bool TryMerge(PassContext context, Node node, Node first)
    {
        Graph graph = node.Graph;
        for (int i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i] is not { } output) continue;
            // Two outputs of the network have two names; and a subgraph may know the value as its own output.
            if (graph.Outputs.Contains(output) || context.GivenOn.Contains(output) || i >= first.Outputs.Count || first.Outputs[i] is null) return false;
        }
        for (int i = 0; i < node.Outputs.Count; i++)
            if (node.Outputs[i] is { } output) graph.ReplaceUses(output, first.Outputs[i]!);
        graph.RemoveNode(node);
        return true;
    }

    private static int HashOf(Node node)
    {
        var hash = new HashCode();
        hash.Add(node.Operator.Id);
        foreach (Value? input in node.Inputs) hash.Add(input?.Name);
        hash.Add(node.Attributes.Count);
        return hash.ToHashCode();
    }

    private static bool AreEqual(Node a, Node b) => a.Operator == b.Operator && a.Inputs.SequenceEqual(b.Inputs) && a.Attributes.Count == b.Attributes.Count
        && a.Attributes.All(entry => b.Attributes.Find(entry.Key) is { } other && AreEqual(entry.Value, other));

    private static bool AreEqual(object a, object b) => (a, b) switch
    {
        (DenseTensor x, DenseTensor y) => x.Type == y.Type && x.Shape == y.Shape && x.Bytes.SequenceEqual(y.Bytes),
        (long[] x, long[] y) => x.AsSpan().SequenceEqual(y),
        (float[] x, float[] y) => x.AsSpan().SequenceEqual(y),
        (string[] x, string[] y) => x.AsSpan().SequenceEqual(y),
        (Array, Array) => false,
        _ => a.Equals(b),
    };
}
