namespace Frugal.Graphs.Operators;

/// <summary>|x|. The gradient at 0 is 0.</summary>
internal sealed class Abs() : UnaryOperator("Abs")
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Abs(x);

    protected override long Apply(long x) => x < 0 ? -x : x;

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Mul", context.OutputGradient(0), context.Builder.Call("Sign", context.Input(0)))];
}
