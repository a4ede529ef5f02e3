using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The number of elements as an int64 scalar.</summary>
internal sealed class Size : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Size");

    public override void Infer(InferContext context) =>
        context.Set(0, ElementType.Int64, SymbolicShape.Scalar, context.Shape(0) is { } shape ? [shape.Count] : null);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, DenseTensor.Scalar(inputs[0]!.Count));

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];

    public override OperatorCost Cost(CostContext context) => default;
}
