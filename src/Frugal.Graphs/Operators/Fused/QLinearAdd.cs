namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QLinearAdd</c>, see <see cref="QLinearBinary"/>.</summary>
internal sealed class QLinearAdd() : QLinearBinary("Add");
