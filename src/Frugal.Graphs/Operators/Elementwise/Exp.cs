namespace Frugal.Graphs.Operators;

/// <summary>e^x.</summary>
internal sealed class Exp() : UnaryOperator("Exp")
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Exp(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Mul", context.OutputGradient(0), context.Output(0))];
}
