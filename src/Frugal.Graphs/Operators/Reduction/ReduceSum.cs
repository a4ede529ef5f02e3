namespace Frugal.Graphs.Operators;

/// <summary>The sum.</summary>
internal sealed class ReduceSum() : ReductionOperator("ReduceSum")
{
    protected override int AxesAreInputSince => 13;

    protected override double[] Reduce(double[] values, int[] targets, int count) => Fold(values, targets, count, 0.0, (sum, x) => sum + x);

    protected override long[] Reduce(long[] values, int[] targets, int count) => Fold(values, targets, count, 0L, (sum, x) => sum + x);

    protected override Dimension[] KnownResult(Dimension[] elements) => [elements.Aggregate((Dimension)0, (sum, d) => sum + d)];

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion) =>
        Expand(context, context.OutputGradient(0)!, expansion);
}
