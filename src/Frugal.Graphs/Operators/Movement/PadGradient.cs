namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="Pad"/>.</summary>
internal sealed class PadGradient() : MovementGradient(new Pad());
