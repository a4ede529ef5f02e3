namespace Frugal.Graphs.Operators;

/// <summary>The root of the sum of squares. The gradient of a norm of 0 is 0.</summary>
internal sealed class ReduceL2() : ReductionOperator("ReduceL2")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) =>
        Array.ConvertAll(Fold(values, targets, count, 0.0, (sum, x) => sum + x * x), Math.Sqrt);

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion)
    {
        GraphBuilder builder = context.Builder;
        Value norm = context.Output(0), zero = builder.Scalar(0, norm.Type);
        Value share = builder.Call("Where", builder.Call("Equal", norm, zero), zero, builder.Call("Div", context.OutputGradient(0), norm));
        return builder.Call("Mul", context.Input(0), Expand(context, share, expansion));
    }
}
