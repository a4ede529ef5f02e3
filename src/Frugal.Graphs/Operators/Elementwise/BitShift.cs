namespace Frugal.Graphs.Operators;

/// <summary>The bits of unsigned a moved by b places to the <c>LEFT</c> or <c>RIGHT</c> (attribute <c>direction</c>), broadcast; what leaves the type is lost.</summary>
internal sealed class BitShift() : BroadcastOperator("BitShift", 11)
{
    public override void Infer(InferContext context)
    {
        if (context.Attributes.Text("direction", "") is not ("LEFT" or "RIGHT")) throw context.Fail("needs the attribute 'direction', LEFT or RIGHT");
        base.Infer(context);
    }

    protected override double Apply(double left, double right, NodeAttributes attributes) => throw new InvalidOperationException("operands are unsigned integers");

    // Narrow unsigned numbers are not negative as int64, so that an unsigned shift serves all widths.
    protected override long Apply(long left, long right, NodeAttributes attributes) =>
        (ulong)right >= 64 ? 0
        : attributes.Text("direction", "") == "LEFT" ? left << (int)right
        : (long)((ulong)left >> (int)right);
}
