namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="Expand"/>.</summary>
internal sealed class ExpandGradient() : MovementGradient(new Expand());
