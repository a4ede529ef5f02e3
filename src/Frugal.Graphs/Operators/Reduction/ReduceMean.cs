namespace Frugal.Graphs.Operators;

/// <summary>The mean; integers are truncated toward zero.</summary>
internal sealed class ReduceMean() : ReductionOperator("ReduceMean")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) =>
        Array.ConvertAll(Fold(values, targets, count, 0.0, (sum, x) => sum + x), sum => sum * count / values.Length);

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion) =>
        Expand(context, context.OutputGradient(0)!, expansion.With("mean", 1));
}
