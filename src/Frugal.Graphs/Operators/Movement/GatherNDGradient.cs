namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="GatherND"/>.</summary>
internal sealed class GatherNDGradient() : MovementGradient(new GatherND());
