using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>ONNX's <c>Shape</c>: the extents of the axes from <c>start</c> up to, without, <c>end</c>, as int64. Both are clamped.</summary>
internal sealed class ShapeOperator : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Shape");

    public override void Infer(InferContext context)
    {
        if (context.Shape(0) is not { } shape)
        {
            context.Set(0, ElementType.Int64, new SymbolicShape(Dimension.Unknown));
            return;
        }
        Dimension[] extents = shape.ToArray()[Span(context.Attributes, shape.Rank)];
        context.Set(0, ElementType.Int64, new SymbolicShape(extents.Length), extents);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Shape shape = inputs[0]!.Shape;
        outputs.Set(0, DenseTensor.Vector(Array.ConvertAll(shape.ToArray()[Span(context.Attributes, shape.Rank)], d => (long)d)));
    }

    // Extents that end in targets of reshapes and the like follow a removal by themselves; those that are computed with hold the axis fast.
    public override void Tie(TieContext context)
    {
        SymbolicShape shape = context.InputShape(0);
        int first = Span(context.Attributes, shape.Rank).Start.Value;
        HashSet<int> escaping = ShapeFlow.Escaping(context.Node.Output);
        for (int axis = 0; axis < shape.Rank; axis++)
            if (!escaping.Contains(axis - first)) context.New(context.Input(0, axis));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];

    public override OperatorCost Cost(CostContext context) => default;

    public override bool WriteForm(NodeForm form, int version) =>
        version >= 15 || (form.Attributes.Int("start", 0) == 0 && !form.Attributes.Has("end"));

    internal static Range Span(NodeAttributes attributes, int rank)
    {
        int Clamp(long axis) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
        int start = Clamp(attributes.Int("start", 0)), end = Clamp(attributes.Int("end", rank));
        return start..Math.Max(start, end);
    }
}
