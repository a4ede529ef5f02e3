namespace Frugal.Graphs.Operators;

/// <summary>The non-negative number whose hyperbolic cosine is x ≥ 1.</summary>
internal sealed class Acosh() : UnaryOperator("Acosh", 9)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Acosh(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), one = builder.Scalar(1, dy.Type);
        return [builder.Call("Div", dy, builder.Call("Sqrt", builder.Call("Sub", builder.Call("Mul", x, x), one)))];
    }
}
