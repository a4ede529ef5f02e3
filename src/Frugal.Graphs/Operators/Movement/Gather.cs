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

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(0).Rank, indexRank = context.InputShape(1).Rank;
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), rank);
        for (int a = 0; a < rank; a++)
            if (a != axis) context.Same(context.Input(0, a), context.Output(0, a < axis ? a : a + indexRank - 1));
        NodeAxis source = context.Input(0, axis);
        if (context.Numbers(1) is not { } indices || indexRank > 1 || !context.Extent(source).IsNumber) return;
        context.New(source);
        for (int i = 0; i < indices.Length; i++)
        {
            var from = new IndexBlocks(Index(indices[i], (int)context.Extent(source).Number), 1);
            if (indexRank == 0) context.Fixed(source, from);
            else context.Same(source, from, context.Output(0, axis), new IndexBlocks(i, 1));
        }
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        SymbolicShape shape = node.Inputs[0]!.Shape!;
        int axis = MovementAxes.Of(node.Attributes.Int("axis", 0), shape.Rank);
        if (kept.Input(0, axis) is not { } remaining) return null;
        int[] indices = [.. node.Inputs[1]!.Known!.Select(d => Index(d.Number, (int)shape[axis].Number))];
        bool scalar = node.Inputs[1]!.Shape!.Rank == 0;
        IEnumerable<int> chosen = scalar ? indices : (kept.Output(0, axis) ?? [.. Enumerable.Range(0, indices.Length)]).Select(i => indices[i]);
        long[] moved = [.. chosen.Select(i => (long)Array.IndexOf(remaining, i))];
        return new NodeEdit(null, new Dictionary<int, DenseTensor> { [1] = scalar ? DenseTensor.Scalar(moved[0]) : DenseTensor.Vector(moved) });
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
