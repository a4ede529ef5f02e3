using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Whether an element is infinite; <c>detect_positive</c> and <c>detect_negative</c> can each be switched off.</summary>
internal sealed class IsInf : Operator
{
    public override OperatorId Id => OperatorId.Onnx("IsInf");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context) => context.Set(0, ElementType.Bool, context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        bool positive = context.Attributes.Flag("detect_positive", true), negative = context.Attributes.Flag("detect_negative", true);
        outputs.Set(0, ElementType.Bool, inputs[0]!.Shape, Array.ConvertAll(inputs[0]!.ToDoubles(),
            v => (positive && double.IsPositiveInfinity(v)) || (negative && double.IsNegativeInfinity(v)) ? 1.0 : 0));
    }

    public override void Tie(TieContext context) => context.PassThrough(0, 0);
}
