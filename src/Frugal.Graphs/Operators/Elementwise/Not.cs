using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Logical negation.</summary>
internal sealed class Not : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Not");

    public override void Infer(InferContext context) => context.Set(0, ElementType.Bool, context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context) =>
        outputs.Set(0, TensorValues.FromLongs(ElementType.Bool, inputs[0]!.Shape, Array.ConvertAll(inputs[0]!.ToLongs(), v => 1 - v)));

    public override void Tie(TieContext context) => context.PassThrough(0, 0);
}
