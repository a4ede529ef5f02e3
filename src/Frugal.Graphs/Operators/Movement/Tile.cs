using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Repeats the whole input along each axis.</summary>
internal sealed class Tile : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("Tile");

    public override int SinceVersion => 6;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0);
        if (shape is not null)
        {
            Dimension[] repeats = context.Known(1) ?? new Dimension[shape.Rank];
            if (repeats.Length != shape.Rank) throw context.Fail($"repeats {repeats.Length} axes of an input of shape {shape}");
            for (int i = 0; i < repeats.Length; i++) shape = shape.With(i, shape[i] * repeats[i]);
        }
        context.Set(0, context.Type(0), shape, KnownElements(context));
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        long[] repeats = inputs[1]!.ToLongs();
        var extents = new int[source.Rank];
        var offsets = new int[source.Rank][];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            int extent = source[axis];
            extents[axis] = checked((int)(extent * repeats[axis]));
            offsets[axis] = Movement.Along(source, axis, i => i % extent, extents[axis]);
        }
        return Movement.Separable(new Shape(extents), offsets);
    }

    public override void Tie(TieContext context)
    {
        if (context.Numbers(1) is not { } repeats) return;
        for (int axis = 0; axis < repeats.Length; axis++)
        {
            NodeAxis from = context.Input(0, axis), to = context.Output(0, axis);
            if (repeats[axis] == 1) context.Same(from, to);
            else if (context.Extent(from) is { IsNumber: true, Number: > 1 } extent)
                context.Same(from, new IndexBlocks(0, (int)extent.Number, RepeatAll: (int)repeats[axis]), to, new IndexBlocks(0, (int)(extent.Number * repeats[axis])));
        }
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => DifferentiateByScatter(context);
}
