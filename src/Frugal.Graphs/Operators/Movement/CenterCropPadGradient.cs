namespace Frugal.Graphs.Operators;

/// <summary>The gradient of <see cref="CenterCropPad"/>.</summary>
internal sealed class CenterCropPadGradient() : MovementGradient(new CenterCropPad());
