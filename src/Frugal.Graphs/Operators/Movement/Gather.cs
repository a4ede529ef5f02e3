using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Takes indices of one axis; the axis is replaced by the axes of the index tensor. Negative indices count from the end.</summary>
internal sealed class Gather : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("Gather");

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = null;
        if (context.Shape(0) is { } shape && context.Shape(1) is { } indices)
        {
            int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), shape.Rank);
            result = new SymbolicShape([.. shape.Take(axis), .. indices, .. shape.Skip(axis + 1)]);
        }
        context.Set(0, context.Type(0), result, KnownElements(context));
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int axis = MovementAxes.Of(attributes.Int("axis", 0), source.Rank);
        DenseTensor indices = inputs[1]!;
        int[] chosen = Array.ConvertAll(indices.ToLongs(), i => Index(i, source[axis]));
        var offsets = new int[source.Rank][];
        for (int a = 0; a < offsets.Length; a++)
            offsets[a] = a == axis ? Movement.Along(source, a, i => chosen[i], chosen.Length) : Movement.Along(source, a, i => i, source[a]);
        int[] extents = [.. source.ToArray()[..axis], .. indices.Shape.ToArray(), .. source.ToArray()[(axis + 1)..]];
        return Movement.Separable(new Shape(extents), offsets);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => DifferentiateByScatter(context);

    public override bool WriteForm(NodeForm form, int version) => version >= 11 || MovementAxes.MakePositive(form, "axis");

    /// <summary>An index as a number from 0 on.</summary>
    internal static int Index(long index, int extent)
    {
        long positive = index < 0 ? index + extent : index;
        return positive >= 0 && positive < extent ? (int)positive
            : throw new InvalidOperationException($"the index {index} is outside an axis of extent {extent}");
    }
}
