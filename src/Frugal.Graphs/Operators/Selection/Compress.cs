using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The slices of an axis at which a boolean vector is true; without an axis, elements of the flattened input. A short vector ends with false.</summary>
internal sealed class Compress : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Compress");

    public override int SinceVersion => 9;

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = new(Dimension.Unknown);
        if (Axis(context.Attributes) is { } axis)
            result = context.Shape(0) is { } shape ? shape.With(MovementAxes.Of(axis, shape.Rank), Dimension.Unknown) : null;
        context.Set(0, context.Type(0), result);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        long[] chosen = inputs[1]!.ToLongs();
        if (Axis(context.Attributes) is null) x = x.Reshape(new Shape(checked((int)x.Count)));
        int axis = MovementAxes.Of(Axis(context.Attributes) ?? 0, x.Shape.Rank);
        int[] kept = [.. Enumerable.Range(0, Math.Min(chosen.Length, x.Shape[axis])).Where(i => chosen[i] != 0)];
        var offsets = new int[x.Shape.Rank][];
        for (int a = 0; a < offsets.Length; a++)
            offsets[a] = a == axis ? Movement.Along(x.Shape, a, i => kept[i], kept.Length) : Movement.Along(x.Shape, a, i => i, x.Shape[a]);
        outputs.Set(0, Movement.Separable(x.Shape.With(axis, kept.Length), offsets).Apply(x, null));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override bool WriteForm(NodeForm form, int version) => version >= 11 || MovementAxes.MakePositive(form, "axis");

    private static long? Axis(NodeAttributes attributes) => attributes.Has("axis") ? attributes.Int("axis", 0) : null;
}
