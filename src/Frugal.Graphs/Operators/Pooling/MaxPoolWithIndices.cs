using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <see cref="MaxPool"/> as training needs it: the second output holds, as int32, each maximum's flat position among the spatial axes of
/// its own plane. Attributes as in MaxPool; without <c>kernel_shape</c> one window covers everything.
/// </summary>
internal sealed class MaxPoolWithIndices : Operator
{
    public override OperatorId Id => OperatorId.Frugal("MaxPoolWithIndices");

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = PoolShape.Infer(context);
        context.Set(0, context.Type(0), shape);
        context.Set(1, ElementType.Int32, shape);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        SlidingWindow window = PoolShape.Window(context.Attributes, x.Shape);
        Shape shape = PoolShape.Output(x.Shape, window);
        var (values, positions) = MaxPoolArithmetic.Run(x, window);
        outputs.Set(0, x.Type, shape, values);
        outputs.Set(1, DenseTensor.From(positions, shape));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.CallFrugal("MaxPoolGradient", [context.OutputGradient(0), context.Output(1), context.Input(0)])];

    public override OperatorCost Cost(CostContext context) => MaxPoolArithmetic.Cost(context);
}
