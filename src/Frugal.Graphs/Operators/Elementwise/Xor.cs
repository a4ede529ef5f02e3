namespace Frugal.Graphs.Operators;

/// <summary>Either a or b, broadcast.</summary>
internal sealed class Xor() : BroadcastOperator("Xor")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => throw new InvalidOperationException("operands are booleans");

    protected override long Apply(long left, long right, NodeAttributes attributes) => left ^ right;
}
