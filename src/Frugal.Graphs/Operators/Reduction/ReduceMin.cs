namespace Frugal.Graphs.Operators;

/// <summary>The smallest element; NaN where there is one. The gradient is shared evenly among the elements that attain it.</summary>
internal sealed class ReduceMin() : ReductionOperator("ReduceMin")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) => Fold(values, targets, count, double.PositiveInfinity, Math.Min);

    protected override long[] Reduce(long[] values, int[] targets, int count) => Fold(values, targets, count, long.MaxValue, Math.Min);

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion) => ToExtremes(context, expansion);
}
