namespace Frugal.Graphs;

/// <summary>Indices, of many axes, that can only be removed together: a channel with everything that depends on it.</summary>
/// <param name="Id">A number, unique in the network.</param>
/// <param name="Occurrences">Where it occurs, in weights and in activations.</param>
public sealed record ChannelClass(int Id, IReadOnlyList<ChannelOccurrence> Occurrences)
{
    /// <summary>The occurrences in initializers.</summary>
    public IEnumerable<ChannelOccurrence> Weights => Occurrences.Where(o => o.Value.IsConstant);
}
