namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="DepthToSpace"/>.</summary>
internal sealed class DepthToSpaceGradient() : MovementGradient(new DepthToSpace());
