namespace Frugal.Graphs.Operators;

/// <summary>The largest element; NaN where there is one. The gradient is shared evenly among the elements that attain it.</summary>
internal sealed class ReduceMax() : ReductionOperator("ReduceMax")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) => Fold(values, targets, count, double.NegativeInfinity, Math.Max);

    protected override long[] Reduce(long[] values, int[] targets, int count) => Fold(values, targets, count, long.MinValue, Math.Max);

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion) => ToExtremes(context, expansion);
}
