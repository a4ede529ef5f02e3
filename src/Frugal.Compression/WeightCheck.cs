using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Compression;

/// <summary>Refuses networks whose weights are not numbers.</summary>
internal static class WeightCheck
{
    /// <exception cref="InvalidModelException">A weight is NaN or infinite.</exception>
    public static void RequireFinite(Network network)
    {
        foreach (Value leaf in network.AllGraphs().SelectMany(g => g.Initializers))
        {
            if (leaf.Constant!.Type != ElementType.Float32 || leaf.Constant.Shape.Rank == 0) continue;
            ReadOnlySpan<float> values = leaf.Constant.Span<float>();
            for (int i = 0; i < values.Length; i++)
                if (!float.IsFinite(values[i]))
                    throw new InvalidModelException($"The weight '{leaf.Name}' has the value {values[i]} at index {i}; a network with NaN or infinite weights cannot be compressed.");
        }
    }
}
