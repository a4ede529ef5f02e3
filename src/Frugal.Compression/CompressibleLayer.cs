using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>A weight tensor of a convolution or dense layer, with the bias beside it.</summary>
/// <param name="Weight">The name of the weight initializer.</param>
/// <param name="Bias">The name of the bias initializer, or null.</param>
/// <param name="Node">The name of the node that uses it, or of its output where it has none.</param>
/// <param name="Operator">What the node computes.</param>
/// <param name="Shape">The shape of the weight.</param>
public sealed record CompressibleLayer(string Weight, string? Bias, string Node, OperatorId Operator, Shape Shape)
{
    /// <summary>Layers with fewer weights are left dense unless asked for: they hold little and are sensitive.</summary>
    public const int SmallLayer = 1000;

    /// <summary>The number of weights.</summary>
    public long Count => Shape.Count;

    /// <summary>The layers of a network in the order of computation; a weight that two nodes share appears once.</summary>
    public static IReadOnlyList<CompressibleLayer> In(Network network)
    {
        var layers = new List<CompressibleLayer>();
        foreach (Node node in network.Graph.Nodes)
        {
            if (node.Operator.Id.Domain.Length > 0 || node.Operator.Id.Name is not ("Conv" or "ConvTranspose" or "Gemm" or "MatMul")) continue;
            if (LeafOf(node.Input(1)) is not { } weight || weight.Shape!.Rank < 2 || layers.Exists(l => l.Weight == weight.Name)) continue;
            string? bias = LeafOf(node.Input(2)) is { } leaf ? leaf.Name : BiasBehind(node);
            layers.Add(new CompressibleLayer(weight.Name, bias, node.Name.Length > 0 ? node.Name : node.Output.Name, node.Operator.Id, weight.Shape.ToShape()));
        }
        return layers;
    }

    // The initializer itself, or the one inside its weight expression.
    private static Value? LeafOf(Value? value) => value switch
    {
        { Constant.Type: ElementType.Float32 } => value,
        { Producer.Operator.Id: { Domain: OperatorId.FrugalDomain, Name: "Mask" } } => LeafOf(value.Producer.Inputs[0]),
        _ => null,
    };

    private static string? BiasBehind(Node node) =>
        node.Operator.Id.Name == "MatMul" && node.Output.Uses is [{ Node.Operator.Id: { Domain: "", Name: "Add" } } use]
            && LeafOf(use.Node.Inputs[1 - use.Index]) is { Shape.Rank: 1 } bias
            ? bias.Name
            : null;
}
