namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QLinearLeakyRelu</c>, <c>alpha</c> 0.01 unless said otherwise. Inputs: x with its scale and zero point, then those of the result.</summary>
internal sealed class QLinearLeakyRelu() : QuantizedOperator("QLinearLeakyRelu")
{
    protected override Value?[] Compose(Composition c) =>
        [Quantize(c, c.Call("LeakyRelu", [Dequantize(c, 0)], ("alpha", c.Attributes.Float("alpha", 0.01f))), 3)];
}
