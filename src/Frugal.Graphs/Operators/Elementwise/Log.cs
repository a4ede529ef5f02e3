namespace Frugal.Graphs.Operators;

/// <summary>The natural logarithm.</summary>
internal sealed class Log() : UnaryOperator("Log")
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Log(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Div", context.OutputGradient(0), context.Input(0))];
}
