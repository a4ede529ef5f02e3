using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The p-norm (attribute <c>p</c>, 2) of the elements under each window; padding counts as zeros.</summary>
internal sealed class LpPool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("LpPool");

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Int("p", 2) < 1) throw context.Fail("has a p below 1");
        context.Set(0, context.Type(0), PoolShape.Infer(context));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        var arithmetic = new LpPoolArithmetic(context.Attributes, x.Shape);
        outputs.Set(0, x.Type, arithmetic.OutputShape, arithmetic.Forward(x.ToDoubles()));
    }

    public override void Tie(TieContext context) => PoolShape.Tie(context);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal("LpPoolGradient"), [context.OutputGradient(0), context.Input(0)], 1, context.Attributes).Output];

    public override OperatorCost Cost(CostContext context) =>
        context.Elementwise(2 * PoolShape.Window(context.Node.Attributes, context.InputShape(0)).Taps);

    // Windows with dilations or a rounded-up last one came with version 18.
    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 18) return true;
        if (form.Attributes.Flag("ceil_mode", false)) return false;
        form.Attributes = form.Attributes.Without("ceil_mode");
        return PoolShape.WriteForm(form, version, dilationsSince: 18);
    }
}
