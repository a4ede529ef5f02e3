namespace Frugal.Graphs;

/// <summary>An axis of one of a node's inputs or outputs.</summary>
/// <param name="IsOutput">Whether it belongs to an output.</param>
/// <param name="Index">Which input or output.</param>
/// <param name="Axis">Which axis; from 0 on.</param>
public readonly record struct NodeAxis(bool IsOutput, int Index, int Axis);
