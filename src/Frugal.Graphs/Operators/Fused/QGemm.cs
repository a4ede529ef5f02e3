using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.QGemm</c>: α A′B′ + C for quantized A and B and int32 C of the scale α s_A s_B. Inputs: A, s_A, z_A, B, s_B, z_B, C, s_Y, z_Y; without the last two
/// the result is float32.
/// </summary>
internal sealed class QGemm() : QuantizedOperator("QGemm")
{
    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0) is { Rank: 2 } a && context.Shape(3) is { Rank: 2 } b
            ? new SymbolicShape(a[context.Attributes.Flag("transA", false) ? 1 : 0], b[context.Attributes.Flag("transB", false) ? 0 : 1]) : null;
        context.Set(0, context.InputCount > 8 && context.Has(8) ? context.Type(8) : ElementType.Float32, shape);
    }

    protected override Value?[] Compose(Composition c)
    {
        Value a = c.Attributes.Flag("transA", false) ? c.Transpose(c[0], 1, 0) : c[0], b = c.Attributes.Flag("transB", false) ? c.Transpose(c[3], 1, 0) : c[3];
        Value sum = c.AddOptional(c.Call("MatMulInteger", a, b, c[2], c[5]), c.Optional(6));
        Value factor = c.Scale(c.Mul(c[1], c[4]), c.Attributes.Float("alpha", 1));
        if (!c.Has(7)) return [c.Mul(c.Cast(sum, ElementType.Float32), factor)];
        return [c.Builder.Call("QuantizeLinear", c.Mul(c.Cast(sum, ElementType.Float32), c.Builder.Call("Div", factor, c[7])), c.Builder.Scalar(1), c[8])];
    }
}
