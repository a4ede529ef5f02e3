namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.QAttention</c>: <see cref="MicrosoftAttention"/> with quantized input and weights. Inputs: x, weights, bias, s_x, s_w, mask, z_x, z_w, past.
/// </summary>
internal sealed class QAttention() : QuantizedOperator("QAttention")
{
    public override void Infer(InferContext context)
    {
        SymbolicShape? x = context.Shape(0), w = context.Shape(1);
        context.Set(0, context.Type(3), x is { Rank: 3 } && w is { Rank: 2 } ? new SymbolicShape(x[0], x[1], w[1] / 3) : null);
        if (context.OutputCount > 1) context.Set(1, context.Type(3), null);
    }

    protected override Value?[] Compose(Composition c)
    {
        Value projected = MatMulIntegerToFloat.Product(c, c[0], c[1], c[3], c[4], c.Optional(6), c.Optional(7), c[2]);
        return MicrosoftAttention.Attend(c, projected, c.Optional(5), c.Optional(8), null);
    }
}
