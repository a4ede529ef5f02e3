namespace Frugal.Graphs.Operators;

/// <summary>The sum of one or more inputs, broadcast.</summary>
internal sealed class Sum() : BroadcastOperator("Sum")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => left + right;

    // Operator set 8 brought broadcasting.
    public override bool WriteForm(NodeForm form, int version) => version >= 8 || HasEqualShapes(form);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value dy = context.OutputGradient(0)!;
        return [.. context.Node.Inputs.Select((input, i) => context.Needs(i) ? Broadcasting.SumTo(context.Builder, dy, input!) : null)];
    }
}
