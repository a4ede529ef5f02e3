using Frugal.Graphs;
using Frugal.Graphs.Onnx;

namespace Frugal.Runtime;

/// <summary>Finds what in a network cannot be run.</summary>
public static class UnsupportedOperators
{
    /// <summary>The nodes that Frugal cannot run; calls of the file's own functions stand for what these hold.</summary>
    public static IReadOnlyList<Node> In(Network network) =>
        [.. LocalFunctions.Inlined(network).AllGraphs().SelectMany(g => g.Nodes).Where(n => OperatorTable.Find(n.Operator.Id) is null)];

    /// <summary>Throws an error that names the first such node, its operator set, their share of the network, and what to do.</summary>
    /// <exception cref="UnsupportedOperatorException">There is one.</exception>
    public static void ThrowIfAny(Network network)
    {
        IReadOnlyList<Node> nodes = In(network);
        if (nodes.Count == 0) return;
        int all = network.AllGraphs().Sum(g => g.Nodes.Count);
        int opset = network.Opsets.GetValueOrDefault(nodes[0].Operator.Id.Domain);
        string kinds = string.Join(", ", nodes.Select(n => n.Operator.Id.ToString()).Distinct().Take(8));
        throw new UnsupportedOperatorException(
            $"{nodes[0].Describe()} (operator set {opset}) is not supported; it is the first of {nodes.Count} of the network's {all} nodes ({kinds}). " +
            "The network can be inspected and packed without loss, and run with --runtime onnxruntime; export it without these operators to do more.");
    }
}
