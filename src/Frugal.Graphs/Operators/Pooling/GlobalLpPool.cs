using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The p-norm (attribute <c>p</c>, 2) over all spatial axes: [N,C,…] gives [N,C,1,…].</summary>
internal sealed class GlobalLpPool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("GlobalLpPool");

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Int("p", 2) < 1) throw context.Fail("has a p below 1");
        context.Set(0, context.Type(0), PoolShape.Global(context.Shape(0)));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        var arithmetic = new LpPoolArithmetic(context.Attributes, x.Shape);
        outputs.Set(0, x.Type, arithmetic.OutputShape, arithmetic.Forward(x.ToDoubles()));
    }

    public override void Tie(TieContext context) => PoolShape.Tie(context);

    // One window over everything, as LpPool without a kernel.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal("LpPoolGradient"), [context.OutputGradient(0), context.Input(0)], 1, context.Attributes).Output];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 2 * context.InputShape(0).Count);
}
