namespace Frugal.Graphs.Operators;

/// <summary>The largest integer that is not larger.</summary>
internal sealed class Floor() : UnaryOperator("Floor")
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Floor(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];
}
