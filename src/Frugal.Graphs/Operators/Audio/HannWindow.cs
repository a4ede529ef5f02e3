namespace Frugal.Graphs.Operators;

/// <summary>The Hann window, see <see cref="WindowOperator"/>.</summary>
internal sealed class HannWindow() : WindowOperator("HannWindow", 0.5, 0.5, 0);
