namespace Frugal.Graphs.Operators;

/// <summary>The cosine.</summary>
internal sealed class Cos() : UnaryOperator("Cos", 7)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Cos(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Neg", context.Builder.Call("Mul", context.OutputGradient(0), context.Builder.Call("Sin", context.Input(0))))];
}
