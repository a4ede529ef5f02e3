namespace Frugal.Graphs;

/// <summary>Classes of channels that share axes: they are comparable, and of each axis at least one must remain.</summary>
/// <param name="Id">A number, from 1 on in the order of the network.</param>
/// <param name="Classes">The classes.</param>
public sealed record ChannelGroup(int Id, IReadOnlyList<ChannelClass> Classes)
{
    /// <summary>The axes, as value and axis, in the order of the network.</summary>
    public IEnumerable<(Value Value, int Axis)> Axes => Classes.SelectMany(c => c.Occurrences).Select(o => (o.Value, o.Axis)).Distinct();

    /// <summary>Which axes, and how many classes: <c>16 classes: w.0, conv.1, w2.1</c>.</summary>
    public override string ToString() => $"{Classes.Count} classes: {string.Join(", ", Axes.Select(a => $"{a.Value.Name}.{a.Axis}"))}";
}
