namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.NhwcMaxPool</c>: max-pooling with the channels last. Attributes are those of MaxPool.</summary>
internal sealed class NhwcMaxPool() : QuantizedOperator("NhwcMaxPool")
{
    protected override Value?[] Compose(Composition c) =>
        [QLinearPool.ChannelsLast(c, c.Builder.Node(OperatorId.Onnx("MaxPool"), [QLinearPool.ChannelsFirst(c, c[0])], 1, c.Attributes).Output)];
}
