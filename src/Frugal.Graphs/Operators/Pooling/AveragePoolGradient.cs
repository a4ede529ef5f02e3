using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>dx of <see cref="AveragePool"/> (attributes as there): every element of dy is spread evenly over its window. x only lends its shape.</summary>
internal sealed class AveragePoolGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("AveragePoolGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor dy = inputs[0]!;
        Shape shape = inputs[1]!.Shape;
        outputs.Set(0, dy.Type, shape, new AveragePoolArithmetic(context.Attributes, shape).Transpose(dy.ToDoubles(), shape));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Onnx("AveragePool"), [context.OutputGradient(0)], 1, context.Attributes).Output];

    public override OperatorCost Cost(CostContext context) =>
        context.Of(0, context.InputShape(0).Count * PoolShape.Window(context.Node.Attributes, context.InputShape(1)).Taps);
}
