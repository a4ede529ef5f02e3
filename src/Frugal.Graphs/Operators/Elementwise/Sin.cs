namespace Frugal.Graphs.Operators;

/// <summary>The sine.</summary>
internal sealed class Sin() : UnaryOperator("Sin", 7)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Sin(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Mul", context.OutputGradient(0), context.Builder.Call("Cos", context.Input(0)))];
}
