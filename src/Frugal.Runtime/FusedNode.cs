using Frugal.Graphs;

namespace Frugal.Runtime;

/// <summary>A node computed in the same pass as the one before it.</summary>
/// <param name="Node">The node.</param>
/// <param name="FlowInput">Which of its inputs is the result of the node before it.</param>
/// <param name="Inputs">All its inputs; the entry of <paramref name="FlowInput"/> is null.</param>
public sealed record FusedNode(Node Node, int FlowInput, IReadOnlyList<Operand?> Inputs);
