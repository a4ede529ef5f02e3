namespace Frugal.Graphs.Operators;

/// <summary>The inverse of the hyperbolic tangent, for |x| &lt; 1.</summary>
internal sealed class Atanh() : UnaryOperator("Atanh", 9)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Atanh(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), one = builder.Scalar(1, dy.Type);
        return [builder.Call("Div", dy, builder.Call("Sub", one, builder.Call("Mul", x, x)))];
    }
}
