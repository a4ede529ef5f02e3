using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The largest of one or more inputs, broadcast; NaN where one is NaN. The gradient goes to the first input that attains it.</summary>
internal sealed class Max() : BroadcastOperator("Max")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => Math.Max(left, right);

    protected override long Apply(long left, long right, NodeAttributes attributes) => Math.Max(left, right);

    protected override ulong ApplyUnsigned(ulong left, ulong right, NodeAttributes attributes) => Math.Max(left, right);

    protected override Dimension Apply(Dimension left, Dimension right) =>
        left.IsNumber && right.IsNumber ? Math.Max(left.Number, right.Number) : Dimension.Unknown;

    // Operator set 8 brought broadcasting, 12 integers.
    public override bool WriteForm(NodeForm form, int version) =>
        version >= 12 || (form.Inputs[0]!.Type.IsFloatingPoint() && (version >= 8 || HasEqualShapes(form)));

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => ToFirstEqual(context);
}
