using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Whether an element is NaN.</summary>
internal sealed class IsNaN : Operator
{
    public override OperatorId Id => OperatorId.Onnx("IsNaN");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context) => context.Set(0, ElementType.Bool, context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, ElementType.Bool, inputs[0]!.Shape, Array.ConvertAll(inputs[0]!.ToDoubles(), v => double.IsNaN(v) ? 1.0 : 0));

    public override void Tie(TieContext context) => context.PassThrough(0, 0);
}
