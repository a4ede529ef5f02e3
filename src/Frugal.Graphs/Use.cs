namespace Frugal.Graphs;

/// <summary>A place where a value is read: input number <see cref="Index"/> of <see cref="Node"/>.</summary>
/// <param name="Node">The node that reads.</param>
/// <param name="Index">Which of its inputs.</param>
public readonly record struct Use(Node Node, int Index);
