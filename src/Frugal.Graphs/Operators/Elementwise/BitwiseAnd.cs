namespace Frugal.Graphs.Operators;

/// <summary>The bits set in both a and b, broadcast.</summary>
internal sealed class BitwiseAnd() : BroadcastOperator("BitwiseAnd", 18)
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => throw new InvalidOperationException("operands are integers");

    protected override long Apply(long left, long right, NodeAttributes attributes) => left & right;
}
