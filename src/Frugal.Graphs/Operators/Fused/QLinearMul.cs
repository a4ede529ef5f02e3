namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QLinearMul</c>, see <see cref="QLinearBinary"/>.</summary>
internal sealed class QLinearMul() : QLinearBinary("Mul");
