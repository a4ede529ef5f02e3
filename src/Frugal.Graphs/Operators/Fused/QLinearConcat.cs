using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QLinearConcat</c>. Inputs: the result's scale and zero point, then each tensor with its scale and zero point.</summary>
internal sealed class QLinearConcat() : QuantizedOperator("QLinearConcat")
{
    protected override Value?[] Compose(Composition c)
    {
        int parts = (c.Node.Inputs.Count - 2) / 3;
        Value[] values = [.. Enumerable.Range(0, parts).Select(i => Dequantize(c, 2 + 3 * i))];
        return [Quantize(c, c.Concat(c.Attributes.Int("axis", 0), values), 0)];
    }
}
