namespace Frugal.Graphs.Operators;

/// <summary>1 / x.</summary>
internal sealed class Reciprocal() : UnaryOperator("Reciprocal")
{
    protected override double Apply(double x, NodeAttributes attributes) => 1 / x;

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value y = context.Output(0);
        return [builder.Call("Neg", builder.Call("Mul", context.OutputGradient(0), builder.Call("Mul", y, y)))];
    }
}
