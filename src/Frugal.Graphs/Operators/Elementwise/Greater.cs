using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>a &gt; b, broadcast.</summary>
internal sealed class Greater() : Comparison("Greater")
{
    protected override bool Holds(double left, double right) => left > right;

    protected override bool Holds(long left, long right) => left > right;

    // Operator set 9 brought integers.
    public override bool WriteForm(NodeForm form, int version) => version >= 9 || form.Inputs[0]!.Type.IsFloatingPoint();
}
