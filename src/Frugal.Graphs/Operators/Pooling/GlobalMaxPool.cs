using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The largest element over all spatial axes: [N,C,…] gives [N,C,1,…].</summary>
internal sealed class GlobalMaxPool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("GlobalMaxPool");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), PoolShape.Global(context.Shape(0)));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        SlidingWindow window = PoolShape.Window(NodeAttributes.Empty, x.Shape);
        outputs.Set(0, x.Type, PoolShape.Output(x.Shape, window), MaxPoolArithmetic.Run(x, window).Values);
    }

    public override void Tie(TieContext context) => PoolShape.Tie(context);

    // One window over everything; the training form saves the positions in the forward pass.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value? indices = GradientNode.Append(context, "MaxPoolWithIndices", [context.Input(0)], NodeAttributes.Empty, true, true)[1];
        return [context.Builder.CallFrugal("MaxPoolGradient", [context.OutputGradient(0), indices, context.Input(0)])];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);
}
