using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(dy, x) → |x| ≤ 1 ? dy : 0. The window includes ±1, so that weights clipped to it can still return.</summary>
internal sealed class BinarizeGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("BinarizeGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!;
        outputs.Set(0, x.Type, x.Shape, [.. inputs[0]!.ToDoubles().Zip(x.ToDoubles(), (g, v) => Math.Abs(v) <= 1 ? g : 0)]);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.CallFrugal("BinarizeGradient", [context.OutputGradient(0), context.Input(1)]), null];
}
