namespace Frugal.Graphs.Operators;

/// <summary>The Hamming window, see <see cref="WindowOperator"/>.</summary>
internal sealed class HammingWindow() : WindowOperator("HammingWindow", 25 / 46.0, 21 / 46.0, 0);
