using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The mean over all spatial axes: [N,C,…] gives [N,C,1,…].</summary>
internal sealed class GlobalAveragePool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("GlobalAveragePool");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), PoolShape.Global(context.Shape(0)));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        double[] from = x.ToDoubles();
        int positions = (int)x.Shape.Product(2, x.Shape.Rank);
        var y = new double[x.Shape.Product(0, 2)];
        for (int plane = 0; plane < y.Length; plane++)
        {
            double sum = 0;
            for (int i = 0; i < positions; i++) sum += from[plane * positions + i];
            y[plane] = sum / positions;
        }
        outputs.Set(0, x.Type, new Shape([x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Shape.Rank - 2)]), y);
    }

    public override void Tie(TieContext context) => PoolShape.Tie(context);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.CallFrugal("GlobalAveragePoolGradient", [context.OutputGradient(0), context.Input(0)])];

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);
}
