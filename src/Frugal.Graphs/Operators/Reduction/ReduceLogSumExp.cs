namespace Frugal.Graphs.Operators;

/// <summary>The logarithm of the sum of exponentials, without overflow.</summary>
internal sealed class ReduceLogSumExp() : ReductionOperator("ReduceLogSumExp")
{
    protected override double[] Reduce(double[] values, int[] targets, int count)
    {
        double[] maxima = Fold(values, targets, count, double.NegativeInfinity, Math.Max);
        var sums = new double[count];
        for (int i = 0; i < values.Length; i++)
            sums[targets[i]] += double.IsInfinity(maxima[targets[i]]) ? 0 : Math.Exp(values[i] - maxima[targets[i]]);
        for (int i = 0; i < count; i++) sums[i] = double.IsInfinity(maxima[i]) ? maxima[i] : maxima[i] + Math.Log(sums[i]);
        return sums;
    }

    protected override Value DifferentiateTo(GradientContext context, NodeAttributes expansion)
    {
        GraphBuilder builder = context.Builder;
        Value share = builder.Call("Exp", builder.Call("Sub", context.Input(0), Expand(context, context.Output(0), expansion)));
        return builder.Call("Mul", share, Expand(context, context.OutputGradient(0)!, expansion));
    }
}
