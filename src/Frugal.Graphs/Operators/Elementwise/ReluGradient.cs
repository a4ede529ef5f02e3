using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(dy, y) → y &gt; 0 ? dy : 0, where y is what <see cref="Relu"/> gave.</summary>
internal sealed class ReluGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("ReluGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor dy = inputs[0]!, y = inputs[1]!;
        outputs.Set(0, y.Type, y.Shape, [.. dy.ToDoubles().Zip(y.ToDoubles(), (g, v) => v > 0 ? g : 0)]);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.CallFrugal("ReluGradient", [context.OutputGradient(0), context.Input(1)]), null];
}
