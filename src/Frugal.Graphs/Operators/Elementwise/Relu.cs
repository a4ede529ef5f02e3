using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>y = max(x, 0); NaN stays NaN. The gradient at 0 is 0.</summary>
internal sealed class Relu : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Relu");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        outputs.Set(0, x.Type, x.Shape, Array.ConvertAll(x.ToDoubles(), v => Math.Max(v, 0)));
    }

    public override void Tie(TieContext context) => context.PassThrough(0, 0);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.CallFrugal("ReluGradient", [context.OutputGradient(0), context.Output(0)])];
}
