namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="GatherElements"/>.</summary>
internal sealed class GatherElementsGradient() : MovementGradient(new GatherElements());
