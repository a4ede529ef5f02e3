using Frugal.Graphs;
using Frugal.Graphs.Passes;

namespace Frugal.Compression;

/// <summary>A network whose weight expressions are computed: plain ONNX that any runtime loads.</summary>
public static class FoldedNetwork
{
    /// <summary>A copy without weight expressions; the weights are what the expressions give, bit for bit.</summary>
    public static Network Of(Network network)
    {
        Network folded = network.Clone();
        FoldConstants.Run(folded, weightExpressions: true);
        folded.Graph.RemoveUnused();
        return folded;
    }
}
