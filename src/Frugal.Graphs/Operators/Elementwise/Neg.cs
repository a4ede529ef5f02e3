namespace Frugal.Graphs.Operators;

/// <summary>−x.</summary>
internal sealed class Neg() : UnaryOperator("Neg")
{
    protected override double Apply(double x, NodeAttributes attributes) => -x;

    protected override long Apply(long x) => -x;

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [context.Builder.Call("Neg", context.OutputGradient(0))];
}
