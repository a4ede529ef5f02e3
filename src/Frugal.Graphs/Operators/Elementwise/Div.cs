namespace Frugal.Graphs.Operators;

/// <summary>a / b, broadcast. Integers are truncated toward zero; an integer divided by 0, which ONNX leaves open, gives 0.</summary>
internal sealed class Div() : BroadcastOperator("Div")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => left / right;

    protected override long Apply(long left, long right, NodeAttributes attributes) =>
        right == 0 ? 0 : right == -1 ? -left : left / right; // long.MinValue / −1 would be an exception

    protected override ulong ApplyUnsigned(ulong left, ulong right, NodeAttributes attributes) => right == 0 ? 0 : left / right;

    protected override Dimension Apply(Dimension left, Dimension right) =>
        left.IsNumber && right.IsNumber && right.Number != 0 ? left.Number / right.Number : left / right;

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, a = context.Input(0), b = context.Input(1), y = context.Output(0);
        Value share = builder.Call("Div", dy, b);
        return
        [
            context.Needs(0) ? Broadcasting.SumTo(builder, share, a) : null,
            context.Needs(1) ? builder.Call("Neg", Broadcasting.SumTo(builder, builder.Call("Mul", share, y), b)) : null,
        ];
    }
}
