namespace Frugal.Graphs.Operators;

/// <summary>The sum of magnitudes.</summary>
internal sealed class ReduceL1() : ReductionOperator("ReduceL1")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) => Fold(values, targets, count, 0.0, (sum, x) => sum + Math.Abs(x));

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion) => context.Builder.Call(
        "Mul", context.Builder.Call("Sign", context.Input(0)), Expand(context, context.OutputGradient(0)!, expansion));
}
