using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Analysis;

/// <summary>What a network costs and holds, counted from its shapes and weights; nothing is run.</summary>
/// <remarks>
/// Multiply-accumulates are those of convolutions and matrix products, padding counted as full; all other arithmetic is counted apart. A subgraph
/// of an If or Loop is not counted.
/// </remarks>
public sealed record NetworkAnalysis
{
    /// <summary>The network with the shapes that were assumed.</summary>
    public required Network Network { get; init; }

    /// <summary>Whether the shapes of the inputs were accepted; else costs are missing.</summary>
    public required bool ShapesKnown { get; init; }

    /// <summary>One entry a node, in order.</summary>
    public required IReadOnlyList<LayerAnalysis> Layers { get; init; }

    /// <summary>All floating-point initializers, each once.</summary>
    public required WeightCounts Weights { get; init; }

    /// <summary>The most bytes of activations at once where element-wise nodes work in place; null where shapes are not known.</summary>
    public long? PeakActivationBytes { get; init; }

    /// <summary>The same where nothing works in place.</summary>
    public long? PeakActivationBytesNotInPlace { get; init; }

    /// <summary>Which channels can only be removed together.</summary>
    public IReadOnlyList<ChannelGroup> ChannelGroups { get; init; } = [];

    /// <summary>The cost of all nodes, or null where one is not known.</summary>
    public OperatorCost? Cost => Layers.Any(l => l.Cost is null) ? null : Layers.Aggregate(default(OperatorCost), (sum, l) => sum + l.Cost!.Value);

    /// <summary>Operations (two a multiply-accumulate) a byte, where weights, inputs and outputs of the network move once: the least that any runtime moves.</summary>
    public double? Intensity
    {
        get
        {
            Graph graph = Network.Graph;
            if (Cost is not { MultiplyAccumulates: > 0 } cost || graph.Inputs.Concat(graph.Outputs).Any(v => v.Shape is not { IsStatic: true })) return null;
            long bytes = Weights.Bytes + graph.Inputs.Concat(graph.Outputs).Sum(v => v.Type.ByteCount(v.Shape!.ToShape().Count));
            return 2.0 * cost.MultiplyAccumulates / bytes;
        }
    }

    /// <summary>All filters and all dead ones.</summary>
    public FilterCounts Filters => new(Layers.Sum(l => l.Filters.Count), Layers.Sum(l => l.Filters.Dead));

    /// <summary>Analyses a network, which is not changed.</summary>
    /// <param name="network">A network without weight expressions, as plain ONNX has it.</param>
    /// <param name="inputShapes">A shape for each input; null: as declared.</param>
    /// <exception cref="InvalidModelException">A shape contradicts what the network declares.</exception>
    public static NetworkAnalysis Of(Network network, IReadOnlyList<Shape>? inputShapes = null)
    {
        Network sized = network.Clone();
        if (inputShapes is not null) ShapeInference.Specialize(sized.Graph, inputShapes);
        else ShapeInference.Run(sized.Graph);
        return new NetworkAnalysis
        {
            Network = sized,
            ShapesKnown = inputShapes is not null,
            Layers = [.. sized.Graph.Nodes.Select(LayerAnalysis.Of)],
            Weights = WeightCounts.Of(sized),
            PeakActivationBytes = ActivationMemory.Peak(sized.Graph, inPlace: true),
            PeakActivationBytesNotInPlace = ActivationMemory.Peak(sized.Graph, inPlace: false),
            ChannelGroups = Graphs.ChannelGroups.Find(sized).Groups,
        };
    }
}
