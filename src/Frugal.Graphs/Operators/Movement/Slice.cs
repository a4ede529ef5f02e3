using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Takes every step-th index from start up to, without, end along some axes; a negative step walks backwards. Inputs: data, starts, ends, axes, steps.</summary>
internal sealed class Slice : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("Slice");

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0);
        if (shape is null)
        {
            context.Set(0, context.Type(0), null);
            return;
        }
        int? count = context.KnownNumbers(3)?.Length ?? context.Known(1)?.Length ?? context.Known(2)?.Length;
        bool axesKnown = count is not null && (!context.Has(3) || context.KnownNumbers(3) is not null);
        var extents = axesKnown ? shape.ToArray() : new Dimension[shape.Rank];
        for (int i = 0; axesKnown && i < count; i++)
        {
            int axis = MovementAxes.Of(context.KnownNumbers(3)?[i] ?? i, shape.Rank);
            extents[axis] = Extent(shape[axis], Element(context, 1, i), Element(context, 2, i), context.Has(4) ? Element(context, 4, i) : 1);
        }
        context.Set(0, context.Type(0), new SymbolicShape(extents), KnownElements(context));
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        long[] starts = inputs[1]!.ToLongs(), ends = inputs[2]!.ToLongs();
        long[]? axes = inputs.Length > 3 ? inputs[3]?.ToLongs() : null, steps = inputs.Length > 4 ? inputs[4]?.ToLongs() : null;
        int[] extents = source.ToArray();
        var offsets = new int[source.Rank][];
        for (int a = 0; a < offsets.Length; a++) offsets[a] = Movement.Along(source, a, i => i, source[a]);
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = MovementAxes.Of(axes?[i] ?? i, source.Rank);
            var (first, count, step) = Range(source[axis], starts[i], ends[i], steps?[i] ?? 1);
            offsets[axis] = Movement.Along(source, axis, k => (int)(first + k * step), (int)count);
            extents[axis] = (int)count;
        }
        return Movement.Separable(new Shape(extents), offsets);
    }

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(0).Rank;
        if (context.Has(3) && context.Numbers(3) is null) return;
        int count = (int)(context.InputShape(1)[0] is { IsNumber: true } length ? length.Number : rank);
        int[] axes = MovementAxes.Of(context.Numbers(3) ?? [.. Enumerable.Range(0, count).Select(i => (long)i)], rank);
        context.PassThrough(0, 0, axes);
        if (context.Numbers(1) is not { } starts || context.Numbers(2) is not { } ends || (context.Has(4) && context.Numbers(4) is null)) return;
        for (int i = 0; i < axes.Length; i++)
        {
            NodeAxis axis = context.Input(0, axes[i]);
            if (!context.Extent(axis).IsNumber) continue;
            var (first, taken, step) = Range(context.Extent(axis).Number, starts[i], ends[i], context.Numbers(4)?[i] ?? 1);
            if (step == 1)
                context.Same(axis, new IndexBlocks((int)first, (int)taken), context.Output(0, axes[i]), new IndexBlocks(0, (int)taken));
        }
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        SymbolicShape shape = node.Inputs[0]!.Shape!;
        long[]? Numbers(int input) => node.Input(input)?.Known is { } known && Array.TrueForAll(known, d => d.IsNumber)
            ? Array.ConvertAll(known, d => d.Number) : null;
        if (Numbers(1) is not { } starts || Numbers(2) is not { } ends) return null;
        bool changed = node.Inputs[1]!.Constant is null || node.Inputs[2]!.Constant is null;
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = MovementAxes.Of(Numbers(3)?[i] ?? i, shape.Rank);
            if (kept.Input(0, axis) is not { } remaining) continue;
            var (first, taken, _) = Range(shape[axis].Number, starts[i], ends[i], 1);
            starts[i] = KeptIndices.CountWithin(remaining, 0, first);
            ends[i] = starts[i] + KeptIndices.CountWithin(remaining, first, first + taken);
            changed = true;
        }
        return changed ? NodeEdit.Of((1, starts), (2, ends)) : null;
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => DifferentiateByScatter(context);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 10) return;
        form.AttributeToInput("starts", 1);
        form.AttributeToInput("ends", 2);
        form.AttributeToInput("axes", 3);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 10) return true;
        if (form.Inputs.Count > 4 && form.Inputs[4] is { } steps)
        {
            if (steps.Constant is not { } constant || constant.ToLongs().Any(s => s != 1)) return false;
            form.Inputs.RemoveAt(4);
        }
        return form.InputToAttribute(3, "axes") && form.InputToAttribute(2, "ends") && form.InputToAttribute(1, "starts")
            && MovementAxes.MakePositive(form, "axes");
    }

    /// <summary>The first index taken, how many are, and the step.</summary>
    internal static (long First, long Count, long Step) Range(long extent, long start, long end, long step)
    {
        if (step == 0) throw new InvalidOperationException("a step of 0 never arrives");
        start = start < 0 ? start + extent : start;
        end = end < 0 ? Math.Max(end, -extent - 1) + extent : end;
        (start, end) = step > 0
            ? (Math.Clamp(start, 0, extent), Math.Clamp(end, 0, extent))
            : (Math.Clamp(start, Math.Min(0, extent - 1), extent - 1), Math.Clamp(end, -1, extent - 1));
        long span = step > 0 ? end - start : start - end, stride = Math.Abs(step);
        return (start, span <= 0 ? 0 : (span - 1) / stride + 1, step);
    }

    private static Dimension? Element(InferContext context, int input, int index) => context.Known(input) is { } known ? known[index] : null;

    private static Dimension Extent(Dimension extent, Dimension? start, Dimension? end, Dimension? step)
    {
        if (start is not { } first || end is not { } last || step is not { IsNumber: true } stride) return Dimension.Unknown;
        if (extent.IsNumber && first.IsNumber && last.IsNumber) return Range(extent.Number, first.Number, last.Number, stride.Number).Count;
        bool toTheEnd = last == extent || (last.IsNumber && last.Number >= int.MaxValue);
        if (stride == 1 && first == 0 && toTheEnd) return extent;
        if (stride == 1 && first == 0 && !last.IsUnknown && last.Symbol is not null && last.Symbol == extent.Symbol && last.Coefficient <= extent.Coefficient) return last;
        return stride == -1 && first == -1 && last.IsNumber && last.Number <= int.MinValue + 1L ? extent : Dimension.Unknown;
    }
}
