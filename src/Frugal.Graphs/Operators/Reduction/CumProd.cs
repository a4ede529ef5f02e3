namespace Frugal.Graphs.Operators;

/// <summary>The product of all elements up to each one along an axis.</summary>
internal sealed class CumProd() : CumulativeOperator("CumProd", 26)
{
    protected override double Neutral => 1;

    protected override double Combine(double sum, double next) => sum * next;

    protected override long Combine(long sum, long next) => sum * next;
}
