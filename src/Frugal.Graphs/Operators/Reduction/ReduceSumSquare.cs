namespace Frugal.Graphs.Operators;

/// <summary>The sum of squares.</summary>
internal sealed class ReduceSumSquare() : ReductionOperator("ReduceSumSquare")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) => Fold(values, targets, count, 0.0, (sum, x) => sum + x * x);

    protected override long[] Reduce(long[] values, int[] targets, int count) => Fold(values, targets, count, 0L, (sum, x) => sum + x * x);

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion)
    {
        GraphBuilder builder = context.Builder;
        Value twice = builder.Call("Mul", context.OutputGradient(0), builder.Scalar(2, context.Input(0).Type));
        return builder.Call("Mul", context.Input(0), Expand(context, twice, expansion));
    }
}
