using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Cuts an axis into a list of parts: of sizes given by a vector, of one size given by a scalar (the last part may be smaller), or of size 1,
/// where the axis may be dropped (<c>keepdims = 0</c>).
/// </summary>
internal sealed class SplitToSequence() : SequenceOperator("SplitToSequence")
{
    public override void Infer(InferContext context) => context.SetContainer(0, ElementType.Sequence, context.Type(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, sizes;
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), x.Shape.Rank), start = 0;
        bool dropAxis = inputs.Length < 2 || inputs[1] is null;
        sizes = dropAxis ? DenseTensor.Scalar(1L) : inputs[1]!;
        var parts = new List<DenseTensor>();
        foreach (long size in Sizes(sizes, x.Shape[axis], context))
        {
            DenseTensor part = Part(x, axis, start, (int)size);
            if (dropAxis && !context.Attributes.Flag("keepdims", true)) part = part.Reshape(new Shape([.. x.Shape.ToArray()[..axis], .. x.Shape.ToArray()[(axis + 1)..]]));
            parts.Add(part);
            start += (int)size;
        }
        outputs.Set(0, DenseTensor.Sequence([.. parts]));
    }

    private static long[] Sizes(DenseTensor given, int extent, NodeContext context)
    {
        long[] sizes = given.ToLongs();
        if (given.Shape.Rank == 0)
        {
            long size = sizes[0] > 0 ? sizes[0] : throw new InvalidModelException($"{context.Node.Describe()} cuts an axis into parts of {sizes[0]}.");
            return [.. Enumerable.Range(0, (int)((extent + size - 1) / size)).Select(i => Math.Min(size, extent - i * size))];
        }
        if (sizes.Sum() != extent || Array.Exists(sizes, s => s < 0))
            throw new InvalidModelException($"{context.Node.Describe()} cuts {extent} indices into parts of {string.Join(", ", sizes)}.");
        return sizes;
    }

    private static DenseTensor Part(DenseTensor x, int axis, int start, int size)
    {
        var offsets = new int[x.Shape.Rank][];
        for (int a = 0; a < offsets.Length; a++)
            offsets[a] = a == axis ? Movement.Along(x.Shape, a, k => k + start, size) : Movement.Along(x.Shape, a, k => k, x.Shape[a]);
        return Movement.Separable(x.Shape.With(axis, size), offsets).Apply(x, null);
    }
}
