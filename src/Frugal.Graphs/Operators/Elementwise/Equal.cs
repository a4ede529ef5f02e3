using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>a = b, broadcast.</summary>
internal sealed class Equal() : Comparison("Equal")
{
    protected override bool Holds(double left, double right) => left == right;

    protected override bool Holds(long left, long right) => left == right;

    // A symbol is no negative number, and is equal to itself.
    protected override bool? Holds(Dimension left, Dimension right) =>
        left.IsNumber && right.IsNumber ? left.Number == right.Number
        : left.IsUnknown || right.IsUnknown ? null
        : left == right ? true
        : (left.IsNumber && left.Number < 0) || (right.IsNumber && right.Number < 0) ? false : null;

    // Operator set 11 brought floating-point numbers and small integers.
    public override bool WriteForm(NodeForm form, int version) =>
        version >= 11 || form.Inputs[0]!.Type is ElementType.Bool or ElementType.Int32 or ElementType.Int64;
}
