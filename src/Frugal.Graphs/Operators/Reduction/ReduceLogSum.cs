namespace Frugal.Graphs.Operators;

/// <summary>The logarithm of the sum.</summary>
internal sealed class ReduceLogSum() : ReductionOperator("ReduceLogSum")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) =>
        Array.ConvertAll(Fold(values, targets, count, 0.0, (sum, x) => sum + x), Math.Log);

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion)
    {
        GraphBuilder builder = context.Builder;
        return Expand(context, builder.Call("Div", context.OutputGradient(0), builder.Call("Exp", context.Output(0))), expansion);
    }
}
