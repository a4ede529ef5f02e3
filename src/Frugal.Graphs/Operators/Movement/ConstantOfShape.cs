using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A tensor of the given shape, filled with the one element of <c>value</c>, float32 zero by default.</summary>
internal sealed class ConstantOfShape : Operator
{
    public override OperatorId Id => OperatorId.Onnx("ConstantOfShape");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context)
    {
        DenseTensor value = Element(context.Attributes);
        Dimension[]? extents = context.Known(0);
        if (extents is null && context.Shape(0) is { Rank: 1 } rank && rank[0].IsNumber) extents = new Dimension[(int)rank[0].Number];
        SymbolicShape? shape = extents is null ? null : new SymbolicShape(extents);
        Dimension[]? known = null;
        if (value.Type is ElementType.Int64 or ElementType.Int32 && shape?.Count is { IsNumber: true, Number: <= 64 } count)
        {
            known = new Dimension[count.Number];
            Array.Fill(known, value.ToLongs()[0]);
        }
        context.Set(0, value.Type, shape, known);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        var shape = new Shape(Array.ConvertAll(inputs[0]!.ToLongs(), d => checked((int)d)));
        outputs.Set(0, new Movement(shape, new int[shape.Count]).Apply(Element(context.Attributes), null));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    private static DenseTensor Element(NodeAttributes attributes) => attributes.Tensor("value") ?? DenseTensor.Vector(0f);
}
