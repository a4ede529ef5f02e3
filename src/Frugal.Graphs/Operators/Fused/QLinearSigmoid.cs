namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QLinearSigmoid</c>. Inputs: x with its scale and zero point, then those of the result.</summary>
internal sealed class QLinearSigmoid() : QuantizedOperator("QLinearSigmoid")
{
    protected override Value?[] Compose(Composition c) => [Quantize(c, c.Call("Sigmoid", Dequantize(c, 0)), 3)];
}
