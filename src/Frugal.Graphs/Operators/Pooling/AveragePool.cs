using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The mean of the elements under each window; padding counts as zeros only with <c>count_include_pad</c>.</summary>
internal sealed class AveragePool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("AveragePool");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), PoolShape.Infer(context));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        var arithmetic = new AveragePoolArithmetic(context.Attributes, x.Shape);
        outputs.Set(0, x.Type, arithmetic.OutputShape, arithmetic.Forward(x.ToDoubles()));
    }

    public override void Tie(TieContext context) => PoolShape.Tie(context);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal("AveragePoolGradient"), [context.OutputGradient(0), context.Input(0)], 1, context.Attributes).Output];

    public override OperatorCost Cost(CostContext context) =>
        context.Elementwise(PoolShape.Window(context.Node.Attributes, context.InputShape(0)).Taps);

    public override bool WriteForm(NodeForm form, int version) => PoolShape.WriteForm(form, version, dilationsSince: 19);
}
