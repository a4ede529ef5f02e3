namespace Frugal.Graphs.Operators;

/// <summary>1 for positive, −1 for negative numbers, 0 for 0. The gradient is 0; straight-through rules belong to <see cref="Binarize"/>.</summary>
internal sealed class Sign() : UnaryOperator("Sign", 9)
{
    protected override double Apply(double x, NodeAttributes attributes) => double.IsNaN(x) ? x : Math.Sign(x);

    protected override long Apply(long x) => Math.Sign(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];
}
