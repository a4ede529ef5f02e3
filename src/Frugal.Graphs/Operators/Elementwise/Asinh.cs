namespace Frugal.Graphs.Operators;

/// <summary>The inverse of the hyperbolic sine.</summary>
internal sealed class Asinh() : UnaryOperator("Asinh", 9)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Asinh(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), one = builder.Scalar(1, dy.Type);
        return [builder.Call("Div", dy, builder.Call("Sqrt", builder.Call("Add", builder.Call("Mul", x, x), one)))];
    }
}
