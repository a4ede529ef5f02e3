namespace Frugal.Graphs.Operators;

/// <summary>All bits of an integer flipped.</summary>
internal sealed class BitwiseNot() : UnaryOperator("BitwiseNot", 18)
{
    protected override double Apply(double x, NodeAttributes attributes) => throw new InvalidOperationException("the operand is an integer");

    protected override long Apply(long x) => ~x;
}
