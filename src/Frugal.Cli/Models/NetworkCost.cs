using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Cli.Models;

/// <summary>What one run of a network costs.</summary>
internal static class NetworkCost
{
    /// <summary>Multiply-accumulates for the given input shapes; nodes whose shapes cannot be told count nothing.</summary>
    /// <exception cref="InvalidModelException">A shape contradicts what the network declares.</exception>
    public static long MultiplyAccumulates(Network network, params Shape[] inputs)
    {
        Network sized = network.Clone();
        ShapeInference.Specialize(sized.Graph, inputs);
        return sized.Graph.Nodes.Sum(n => Of(n) ?? 0);
    }

    /// <summary>Multiply-accumulates of a node, or null where its shapes are not numbers.</summary>
    public static long? Of(Node node) => node.Inputs.Concat(node.Outputs).All(v => v is null || v.Shape is { IsStatic: true })
        ? node.Operator.Cost(new CostContext(node)).MultiplyAccumulates
        : null;
}
