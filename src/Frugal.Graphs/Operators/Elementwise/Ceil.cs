namespace Frugal.Graphs.Operators;

/// <summary>The smallest integer that is not smaller.</summary>
internal sealed class Ceil() : UnaryOperator("Ceil")
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Ceiling(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];
}
