namespace Frugal.Graphs.Operators;

/// <summary>The nearest integer; of two the even one.</summary>
internal sealed class Round() : UnaryOperator("Round", 11)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Round(x, MidpointRounding.ToEven);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];
}
