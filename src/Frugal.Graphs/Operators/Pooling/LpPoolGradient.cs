using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>dx of <see cref="LpPool"/> and <see cref="GlobalLpPool"/> (attributes as there) from dy and x.</summary>
internal sealed class LpPoolGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("LpPoolGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!;
        outputs.Set(0, x.Type, x.Shape, new LpPoolArithmetic(context.Attributes, x.Shape).Gradient(inputs[0]!.ToDoubles(), x.ToDoubles()));
    }

    public override OperatorCost Cost(CostContext context) =>
        context.Of(0, 5 * context.InputShape(0).Count * PoolShape.Window(context.Node.Attributes, context.InputShape(1)).Taps);
}
