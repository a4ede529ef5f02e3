using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>How a node changes when indices are removed from the axes of its inputs and outputs.</summary>
/// <param name="Attributes">New attributes, or null when they stay.</param>
/// <param name="Constants">New constants for some inputs, by number. Other readers of the old constants keep those.</param>
public sealed record NodeEdit(NodeAttributes? Attributes, IReadOnlyDictionary<int, DenseTensor> Constants)
{
    /// <summary>An edit of attributes alone.</summary>
    public static NodeEdit Of(NodeAttributes attributes) => new(attributes, new Dictionary<int, DenseTensor>());

    /// <summary>An edit that gives inputs new int64 vectors.</summary>
    public static NodeEdit Of(params ReadOnlySpan<(int Input, long[] Values)> constants)
    {
        var tensors = new Dictionary<int, DenseTensor>();
        foreach (var (input, values) in constants) tensors[input] = DenseTensor.Vector(values);
        return new NodeEdit(null, tensors);
    }
}
