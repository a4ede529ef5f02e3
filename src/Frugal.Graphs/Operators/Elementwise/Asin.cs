namespace Frugal.Graphs.Operators;

/// <summary>The angle of [−π/2, π/2] whose sine is x.</summary>
internal sealed class Asin() : UnaryOperator("Asin", 7)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Asin(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), one = builder.Scalar(1, dy.Type);
        return [builder.Call("Div", dy, builder.Call("Sqrt", builder.Call("Sub", one, builder.Call("Mul", x, x))))];
    }
}
