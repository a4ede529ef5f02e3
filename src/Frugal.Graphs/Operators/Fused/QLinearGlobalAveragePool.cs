namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QLinearGlobalAveragePool</c>, see <see cref="QLinearPool"/>.</summary>
internal sealed class QLinearGlobalAveragePool() : QLinearPool("QLinearGlobalAveragePool")
{
    protected override Value Pool(Composition c, Value x) => c.Call("GlobalAveragePool", x);
}
