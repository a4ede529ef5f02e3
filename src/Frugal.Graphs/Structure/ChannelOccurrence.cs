namespace Frugal.Graphs;

/// <summary>Indices of an axis that belong to one class of channels.</summary>
/// <param name="Value">The value.</param>
/// <param name="Axis">The axis.</param>
/// <param name="Reader">For a vector that several nodes share and that is copied where they part: the reader meant. Null otherwise.</param>
/// <param name="Indices">The indices, ascending.</param>
/// <param name="IsConsumer">Whether the axis is a weight's (or a leaf's of a weight expression) and is summed over: its input channels.</param>
public sealed record ChannelOccurrence(Value Value, int Axis, Use? Reader, IReadOnlyList<int> Indices, bool IsConsumer);
