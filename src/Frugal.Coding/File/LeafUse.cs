using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>What a network does with its initializers, as far as coding and reporting want to know.</summary>
internal sealed class LeafUse
{
    private readonly Dictionary<string, LeafHint> hints = [];
    private readonly HashSet<string> codebooks = [], indices = [];

    /// <summary>Looks at a network.</summary>
    public LeafUse(Network network)
    {
        foreach (Node node in network.Graph.Nodes)
        {
            if (node.Operator.Id != OperatorId.Frugal("Lookup")) continue;
            if (node.Inputs[0] is { IsConstant: true } codebook) codebooks.Add(codebook.Name);
            if (node.Inputs[1] is not { IsConstant: true } leaf) continue;
            indices.Add(leaf.Name);
            if (node.Inputs[0]!.Constant is { } values && values.Type.IsFloatingPoint() && values.Shape.Rank == 1) hints[leaf.Name] = HintOf(values);
        }
    }

    /// <summary>What an encoder should know of a leaf.</summary>
    public LeafHint HintFor(string name) => hints.GetValueOrDefault(name);

    /// <summary>What a leaf is for.</summary>
    public LeafRole RoleOf(string name, DenseTensor tensor)
    {
        if (codebooks.Contains(name)) return LeafRole.Codebook;
        if (tensor.Shape.Rank >= 2 && tensor.Type is not (ElementType.Int64 or ElementType.Int32)) return LeafRole.Weight;
        return tensor.Type.IsFloatingPoint() || indices.Contains(name) ? LeafRole.Bias : LeafRole.Other;
    }

    private static LeafHint HintOf(DenseTensor codebook)
    {
        double[] values = codebook.ToDoubles();
        return values is [0, ..] ? new LeafHint(0, values.Skip(1).Count(v => v < 0)) : new LeafHint(null, null);
    }
}
