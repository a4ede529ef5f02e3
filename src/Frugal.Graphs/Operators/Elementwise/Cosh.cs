namespace Frugal.Graphs.Operators;

/// <summary>The hyperbolic cosine.</summary>
internal sealed class Cosh() : UnaryOperator("Cosh", 9)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Cosh(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0);
        return [builder.Call("Mul", dy, builder.Call("Sinh", x))];
    }
}
