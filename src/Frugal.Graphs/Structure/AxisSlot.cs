namespace Frugal.Graphs;

/// <summary>An axis of a value; where readers of a shared vector are told apart, as one of them sees it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Axis">The axis.</param>
/// <param name="Reader">The reader that gets a copy of its own, or null.</param>
internal readonly record struct AxisSlot(Value Value, int Axis, Use? Reader);
