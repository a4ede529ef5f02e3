namespace Frugal.Graphs.Operators;

/// <summary>The Blackman window, see <see cref="WindowOperator"/>.</summary>
internal sealed class BlackmanWindow() : WindowOperator("BlackmanWindow", 0.42, 0.5, 0.08);
