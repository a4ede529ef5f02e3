namespace Frugal.Graphs.Operators;

/// <summary>a − b, broadcast.</summary>
internal sealed class Sub() : BroadcastOperator("Sub")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => left - right;

    protected override long Apply(long left, long right, NodeAttributes attributes) => left - right;

    protected override Dimension Apply(Dimension left, Dimension right) => left == right && !left.IsUnknown ? 0 : left + right * -1;

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!;
        return
        [
            context.Needs(0) ? Broadcasting.SumTo(builder, dy, context.Input(0)) : null,
            context.Needs(1) ? builder.Call("Neg", Broadcasting.SumTo(builder, dy, context.Input(1))) : null,
        ];
    }
}
