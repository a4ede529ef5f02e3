namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.QLinearAdd</c> and <c>QLinearMul</c>: the sum or product of two quantized tensors, broadcast as in NumPy. Inputs: each tensor with its
/// scale and zero point, then those of the result.
/// </summary>
internal abstract class QLinearBinary(string op) : QuantizedOperator("QLinear" + op)
{
    protected override Value?[] Compose(Composition c) => [Quantize(c, c.Call(op, Dequantize(c, 0), Dequantize(c, 3)), 6)];
}
