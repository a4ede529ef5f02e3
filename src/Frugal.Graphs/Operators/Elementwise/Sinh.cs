namespace Frugal.Graphs.Operators;

/// <summary>The hyperbolic sine.</summary>
internal sealed class Sinh() : UnaryOperator("Sinh", 9)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Sinh(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0);
        return [builder.Call("Mul", dy, builder.Call("Cosh", x))];
    }
}
