using Frugal.Graphs;
using Frugal.Graphs.Passes;

namespace Frugal.Runtime;

/// <summary>Exact simplifications made before a network is run.</summary>
internal static class Simplification
{
    /// <summary>A copy with the same answers (up to rounding, where batch normalisation is folded) and less to compute.</summary>
    public static Network ForInference(Network network)
    {
        Network simple = network.Clone();
        RemoveIdentities.Run(simple);
        FoldConstants.Run(simple, weightExpressions: true);
        FoldBatchNormalization.Run(simple);
        simple.Graph.RemoveUnused();
        return simple;
    }
}
