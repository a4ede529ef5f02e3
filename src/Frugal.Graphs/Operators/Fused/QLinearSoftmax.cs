namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.QLinearSoftmax</c>. Inputs: x with its scale and zero point, then those of the result. The attribute <c>opset</c> says whether one
/// <c>axis</c> is normalised (13 and later) or all from it on together.
/// </summary>
internal sealed class QLinearSoftmax() : QuantizedOperator("QLinearSoftmax")
{
    protected override Value?[] Compose(Composition c)
    {
        Value x = Dequantize(c, 0);
        int rank = c.ShapeOf(x).Rank;
        long opset = c.Attributes.Int("opset", 13), axis = c.Attributes.Int("axis", -1);
        if (axis < 0) axis += rank;
        if (opset >= 13 || axis == rank - 1) return [Quantize(c, c.Softmax(x, axis), 3)];
        Value flat = c.Softmax(c.Call("Flatten", [x], ("axis", axis)), 1);
        return [Quantize(c, c.Call("Reshape", flat, c.Call("Shape", x)), 3)];
    }
}
