using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>ai.frugal.Binarize(x)</c>: +1 where x ≥ 0 (so for −0 too), else −1 (so for NaN). The gradient is the clipped straight-through rule
/// dx = |x| ≤ 1 ? dy : 0 (Hubara, Courbariaux, Soudry, El-Yaniv, Bengio 2016, "Binarized Neural Networks").
/// In standard ONNX: <c>Where(GreaterOrEqual(x, 0), 1, −1)</c>.
/// </summary>
internal sealed class Binarize : Operator
{
    public override OperatorId Id => OperatorId.Frugal("Binarize");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        outputs.Set(0, x.Type, x.Shape, Array.ConvertAll(x.ToDoubles(), v => v >= 0 ? 1.0 : -1));
    }

    public override void Tie(TieContext context) => context.PassThrough(0, 0);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.CallFrugal("BinarizeGradient", [context.OutputGradient(0), context.Input(0)])];

    public override Value[] Export(Node node, GraphBuilder builder)
    {
        Value x = node.Inputs[0]!;
        Value positive = builder.Call("GreaterOrEqual", x, builder.Scalar(0, x.Type));
        return [builder.Call("Where", positive, builder.Scalar(1, x.Type), builder.Scalar(-1, x.Type))];
    }
}
