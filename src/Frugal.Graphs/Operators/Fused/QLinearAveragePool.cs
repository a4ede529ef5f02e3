namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QLinearAveragePool</c>, see <see cref="QLinearPool"/>; further attributes are those of AveragePool.</summary>
internal sealed class QLinearAveragePool() : QLinearPool("QLinearAveragePool")
{
    protected override Value Pool(Composition c, Value x) =>
        c.Builder.Node(OperatorId.Onnx("AveragePool"), [x], 1, c.Attributes.Without("channels_last")).Output;
}
