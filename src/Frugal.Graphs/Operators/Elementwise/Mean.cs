namespace Frugal.Graphs.Operators;

/// <summary>The mean of one or more inputs, broadcast.</summary>
internal sealed class Mean() : BroadcastOperator("Mean")
{
    protected override double Apply(double left, double right, NodeAttributes attributes) => left + right;

    protected override double[] Finish(double[] folded, int inputCount) => Array.ConvertAll(folded, sum => sum / inputCount);

    // Operator set 8 brought broadcasting.
    public override bool WriteForm(NodeForm form, int version) => version >= 8 || HasEqualShapes(form);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!;
        Value share = builder.Call("Div", dy, builder.Scalar(context.Node.Inputs.Count, dy.Type));
        return [.. context.Node.Inputs.Select((input, i) => context.Needs(i) ? Broadcasting.SumTo(builder, share, input!) : null)];
    }
}
