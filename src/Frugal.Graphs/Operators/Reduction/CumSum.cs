namespace Frugal.Graphs.Operators;

/// <summary>The sum of all elements up to each one along an axis.</summary>
internal sealed class CumSum() : CumulativeOperator("CumSum", 11)
{
    protected override double Neutral => 0;

    protected override double Combine(double sum, double next) => sum + next;

    protected override long Combine(long sum, long next) => sum + next;

    // Element i counts in all sums behind it: the same operator in the other direction.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
    [
        context.Builder.Node(Id, [context.OutputGradient(0), context.Input(1)], 1,
            context.Attributes.With("reverse", !context.Attributes.Flag("reverse", false))).Output,
        null,
    ];
}
