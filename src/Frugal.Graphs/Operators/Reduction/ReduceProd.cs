namespace Frugal.Graphs.Operators;

/// <summary>The product.</summary>
internal sealed class ReduceProd() : ReductionOperator("ReduceProd")
{
    protected override double[] Reduce(double[] values, int[] targets, int count) => Fold(values, targets, count, 1.0, (product, x) => product * x);

    protected override long[] Reduce(long[] values, int[] targets, int count) => Fold(values, targets, count, 1L, (product, x) => product * x);

    protected override Dimension[] KnownResult(Dimension[] elements) => [elements.Aggregate((Dimension)1, (product, d) => product * d)];
}
