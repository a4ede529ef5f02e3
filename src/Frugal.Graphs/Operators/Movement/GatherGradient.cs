namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="Gather"/>.</summary>
internal sealed class GatherGradient() : MovementGradient(new Gather());
