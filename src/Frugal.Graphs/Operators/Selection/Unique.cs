using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The distinct elements of a tensor, or slices of an axis: sorted, or (<c>sorted = 0</c>) in the order of their first appearance. Further
/// outputs: where each appears first, which of them each element is, and how often each occurs.
/// </summary>
internal sealed class Unique : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Unique");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0), result = new(Dimension.Unknown);
        Dimension all = shape?.Count ?? Dimension.Unknown;
        if (context.Attributes.Has("axis"))
        {
            int axis = shape is null ? 0 : MovementAxes.Of(context.Attributes.Int("axis", 0), shape.Rank);
            all = shape?[axis] ?? Dimension.Unknown;
            result = shape?.With(axis, Dimension.Unknown);
        }
        context.Set(0, context.Type(0), result);
        context.Set(1, ElementType.Int64, new SymbolicShape(Dimension.Unknown));
        context.Set(2, ElementType.Int64, new SymbolicShape(all));
        context.Set(3, ElementType.Int64, new SymbolicShape(Dimension.Unknown));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        if (!context.Attributes.Has("axis")) x = x.Reshape(new Shape(checked((int)x.Count)));
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), x.Shape.Rank), count = x.Shape[axis];
        IComparable[][] slices = [.. Enumerable.Range(0, count).Select(i => Elements(Stacking.Slice(x, axis, i)))];
        List<int> first = [];
        var inverse = new long[count];
        var byValue = new SortedDictionary<IComparable[], int>(Comparer<IComparable[]>.Create(Compare));
        for (int i = 0; i < count; i++)
        {
            if (!byValue.TryGetValue(slices[i], out int group))
            {
                byValue.Add(slices[i], group = first.Count);
                first.Add(i);
            }
            inverse[i] = group;
        }
        int[] order = context.Attributes.Flag("sorted", true) ? [.. byValue.Values] : [.. Enumerable.Range(0, first.Count)];
        var rank = new long[order.Length];
        for (int i = 0; i < order.Length; i++) rank[order[i]] = i;
        var occurrences = new long[order.Length];
        for (int i = 0; i < count; i++) occurrences[inverse[i] = rank[inverse[i]]]++;
        outputs.Set(0, Take(x, axis, [.. order.Select(g => first[g])]));
        outputs.Set(1, DenseTensor.Vector([.. order.Select(g => (long)first[g])]));
        outputs.Set(2, DenseTensor.Vector(inverse));
        outputs.Set(3, DenseTensor.Vector(occurrences));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);

    private static IComparable[] Elements(DenseTensor slice) => slice.Type switch
    {
        ElementType.String => [.. slice.Strings.ToArray().Select(s => new OrdinalText(s))],
        ElementType.UInt64 => [.. slice.Span<ulong>().ToArray().Cast<IComparable>()],
        var type when type.IsFloatingPoint() => [.. slice.ToDoubles().Cast<IComparable>()],
        _ => [.. slice.ToLongs().Cast<IComparable>()],
    };

    private static int Compare(IComparable[]? left, IComparable[]? right)
    {
        for (int i = 0; i < left!.Length; i++)
            if (left[i].CompareTo(right![i]) is not 0 and int order) return order;
        return 0;
    }

    private static DenseTensor Take(DenseTensor x, int axis, int[] indices)
    {
        var offsets = new int[x.Shape.Rank][];
        for (int a = 0; a < offsets.Length; a++)
            offsets[a] = a == axis ? Movement.Along(x.Shape, a, i => indices[i], indices.Length) : Movement.Along(x.Shape, a, i => i, x.Shape[a]);
        return Movement.Separable(x.Shape.With(axis, indices.Length), offsets).Apply(x, null);
    }

    private readonly record struct OrdinalText(string Text) : IComparable
    {
        public int CompareTo(object? other) => string.CompareOrdinal(Text, ((OrdinalText)other!).Text);
    }
}
