using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Element (i, j, …) of the output is that of the data at the same place, but for one axis, whose index the index tensor gives.</summary>
internal sealed class GatherElements : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("GatherElements");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1), KnownElements(context));

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int axis = MovementAxes.Of(attributes.Int("axis", 0), source.Rank);
        Shape shape = inputs[1]!.Shape;
        if (shape.Rank != source.Rank) throw new InvalidOperationException("the index tensor and the data differ in rank");
        var offsets = new int[shape.Rank][];
        for (int a = 0; a < offsets.Length; a++) offsets[a] = Movement.Along(source, a, i => a == axis ? 0 : i, shape[a]);
        int[] sources = Movement.Separable(shape, offsets).Sources;
        long[] indices = inputs[1]!.ToLongs();
        int stride = (int)source.Product(axis + 1, source.Rank);
        for (int i = 0; i < sources.Length; i++) sources[i] += Gather.Index(indices[i], source[axis]) * stride;
        return new Movement(shape, sources);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => DifferentiateByScatter(context);
}
