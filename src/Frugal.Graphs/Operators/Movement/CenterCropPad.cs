using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(x, shape) → x cropped or padded with zeros around its centre to the given extents, of all axes or of <c>axes</c>.</summary>
internal sealed class CenterCropPad : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("CenterCropPad");

    public override int SinceVersion => 18;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0);
        if (shape is not null)
        {
            int[] axes = Axes(context.Attributes, shape.Rank);
            for (int i = 0; i < axes.Length; i++) shape = shape.With(axes[i], context.Known(1) is { } target ? target[i] : Dimension.Unknown);
        }
        context.Set(0, context.Type(0), shape);
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int[] axes = Axes(attributes, source.Rank), extents = source.ToArray();
        long[] target = inputs[1]!.ToLongs();
        if (target.Length != axes.Length) throw new InvalidOperationException($"{target.Length} extents are given for {axes.Length} axes");
        for (int i = 0; i < axes.Length; i++) extents[axes[i]] = checked((int)target[i]);
        var offsets = new int[source.Rank][];
        for (int a = 0; a < offsets.Length; a++)
        {
            int before = source[a], after = extents[a];
            // Of an odd number of elements the smaller half stands before.
            int shift = before > after ? (before - after) / 2 : -((after - before) / 2);
            offsets[a] = Movement.Along(source, a, i => i + shift is var from && from >= 0 && from < before ? from : Movement.Fill, after);
        }
        return Movement.Separable(new Shape(extents), offsets);
    }

    public override void Tie(TieContext context) => context.PassThrough(0, 0, Axes(context.Attributes, context.InputShape(0).Rank));

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [.. DifferentiateByScatter(context), null];

    private static int[] Axes(NodeAttributes attributes, int rank) =>
        attributes.Ints("axes") is { } axes ? MovementAxes.Of(axes, rank) : [.. Enumerable.Range(0, rank)];
}
