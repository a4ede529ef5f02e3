using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Merges the axes before <c>axis</c> into one and those from it on into another.</summary>
internal sealed class Flatten : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Flatten");

    public override void Infer(InferContext context)
    {
        if (context.Shape(0) is not { } shape)
        {
            context.Set(0, context.Type(0), new SymbolicShape(Dimension.Unknown, Dimension.Unknown));
            return;
        }
        int axis = Axis(context.Attributes, shape.Rank);
        context.Set(0, context.Type(0), new SymbolicShape(shape.Product(0, axis), shape.Product(axis, shape.Rank)));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        int axis = Axis(context.Attributes, x.Shape.Rank);
        outputs.Set(0, x.Reshape(new Shape(checked((int)x.Shape.Product(0, axis)), checked((int)x.Shape.Product(axis, x.Shape.Rank)))));
    }

    public override void Tie(TieContext context)
    {
        int axis = Axis(context.Attributes, context.InputShape(0).Rank);
        AxisFactors.Tie(context, 0..axis, 0..1);
        AxisFactors.Tie(context, axis..context.InputShape(0).Rank, 1..2);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Reshape", context.OutputGradient(0), MovementOperator.ShapeOf(context.Builder, context.Input(0)))];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override bool WriteForm(NodeForm form, int version) => version >= 11 || MovementAxes.MakePositive(form, "axis");

    // The axis may be the rank itself: all axes are merged into the first.
    internal static int Axis(NodeAttributes attributes, int rank)
    {
        long axis = attributes.Int("axis", 1);
        return axis == rank ? rank : MovementAxes.Of(axis, rank);
    }
}
