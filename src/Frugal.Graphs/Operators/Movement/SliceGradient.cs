namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="Slice"/>.</summary>
internal sealed class SliceGradient() : MovementGradient(new Slice());
