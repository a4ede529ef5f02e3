using Frugal.Graphs;
using Frugal.Graphs.Passes;

namespace Frugal.Runtime;

/// <summary>Simplifications made before a network is run: all passes that make it faster, with every operator on offer that has a tuned kernel.</summary>
internal static class Simplification
{
    private static readonly PassSettings Settings = new() { Offers = HasKernel, WeightExpressions = true, MaximumGrowth = 1 << 28 };

    // Equal initializers take room, not time.
    private static readonly Pass[] Chosen = [.. PassTable.All.Where(p => p.Name != "merge-initializers")];

    /// <summary>A copy with the same answers up to rounding and less to compute.</summary>
    public static Network ForInference(Network network)
    {
        PassTable.Run(network.Clone(), Settings, out Network simple, Chosen);
        return simple;
    }

    // The kernel of Swish knows no factor inside its gate.
    private static bool HasKernel(OperatorId id, NodeAttributes attributes) =>
        KernelTable.For(id).Any() && (id != OperatorId.Onnx("Swish") || attributes.Float("alpha", 1) == 1);
}
