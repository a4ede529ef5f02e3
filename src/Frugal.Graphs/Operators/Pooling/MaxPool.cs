using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The largest element under each window; padding never wins. The optional second output gives its flat position in the whole input
/// (<c>storage_order</c> 1 counts spatial axes column by column).
/// </summary>
internal sealed class MaxPool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("MaxPool");

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = PoolShape.Infer(context);
        context.Set(0, context.Type(0), shape);
        context.Set(1, ElementType.Int64, shape);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        SlidingWindow window = PoolShape.Window(context.Attributes, x.Shape);
        Shape shape = PoolShape.Output(x.Shape, window);
        var (values, positions) = MaxPoolArithmetic.Run(x, window);
        outputs.Set(0, x.Type, shape, values);
        if (!outputs.Wants(1)) return;
        bool columns = context.Attributes.Int("storage_order", 0) == 1;
        var indices = new long[positions.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            long plane = i / window.OutputPositions;
            indices[i] = plane * window.InputPositions + (columns ? ColumnMajor(positions[i], window.Input) : positions[i]);
        }
        outputs.Set(1, TensorValues.FromLongs(ElementType.Int64, shape, indices));
    }

    public override void Tie(TieContext context) => PoolShape.Tie(context);

    // The training form saves the positions in the forward pass; here they are found again.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        NodeAttributes attributes = context.Attributes.Without("storage_order");
        Value? indices = GradientNode.Append(context, "MaxPoolWithIndices", [context.Input(0)], attributes, true, true)[1];
        return [context.Builder.CallFrugal("MaxPoolGradient", [context.OutputGradient(0), indices, context.Input(0)])];
    }

    public override OperatorCost Cost(CostContext context) => MaxPoolArithmetic.Cost(context);

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version < 8)
        {
            if (form.OutputCount > 1) return false;
            form.Attributes = form.Attributes.Without("storage_order");
        }
        return PoolShape.WriteForm(form, version, dilationsSince: 10);
    }

    private static long ColumnMajor(int position, int[] extents)
    {
        long index = 0, stride = 1;
        var coordinates = new int[extents.Length];
        for (int axis = extents.Length - 1; axis >= 0; position /= extents[axis], axis--) coordinates[axis] = position % extents[axis];
        for (int axis = 0; axis < extents.Length; stride *= extents[axis], axis++) index += coordinates[axis] * stride;
        return index;
    }
}
