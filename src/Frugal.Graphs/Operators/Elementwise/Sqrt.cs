namespace Frugal.Graphs.Operators;

/// <summary>The square root.</summary>
internal sealed class Sqrt() : UnaryOperator("Sqrt")
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Sqrt(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Div", context.OutputGradient(0), context.Builder.Call("Add", context.Output(0), context.Output(0)))];
}
