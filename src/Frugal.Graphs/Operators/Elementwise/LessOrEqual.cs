namespace Frugal.Graphs.Operators;

/// <summary>a ≤ b, broadcast.</summary>
internal sealed class LessOrEqual() : Comparison("LessOrEqual", 12)
{
    protected override bool Holds(double left, double right) => left <= right;

    protected override bool Holds(long left, long right) => left <= right;
}
