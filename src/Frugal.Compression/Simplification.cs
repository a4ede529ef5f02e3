using Frugal.Graphs;
using Frugal.Graphs.Passes;

namespace Frugal.Compression;

/// <summary>Exact simplifications: constants folded, batch normalisation folded into the layer before it, what contributes nothing removed.</summary>
public sealed class Simplification : CompressionMethod
{
    private Simplification() { }

    /// <summary>The method.</summary>
    public static Simplification Instance { get; } = new();

    /// <inheritdoc/>
    public override string Name => "simplify";

    internal override double TimeWeight => 0;

    /// <inheritdoc/>
    public override Outcome Apply(Network network, MethodSettings settings, MethodContext context)
    {
        Network simple = network.Clone();
        int before = simple.Graph.Nodes.Count;
        RemoveIdentities.Run(simple);
        FoldConstants.Run(simple);
        int folded = FoldBatchNormalization.Run(simple);
        simple.Graph.RemoveUnused();
        return new Outcome(simple, settings, $"{before} nodes became {simple.Graph.Nodes.Count}, {folded} batch normalisations folded");
    }
}
