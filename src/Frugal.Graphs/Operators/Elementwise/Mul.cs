namespace Frugal.Graphs.Operators;

/// <summary>a · b, broadcast.</summary>
internal sealed class Mul() : BroadcastOperator("Mul")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => left * right;

    protected override long Apply(long left, long right, NodeAttributes attributes) => left * right;

    protected override Dimension Apply(Dimension left, Dimension right) => left * right;

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, a = context.Input(0), b = context.Input(1);
        return
        [
            context.Needs(0) ? Broadcasting.SumTo(builder, builder.Call("Mul", dy, b), a) : null,
            context.Needs(1) ? Broadcasting.SumTo(builder, builder.Call("Mul", dy, a), b) : null,
        ];
    }
}
