using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Cuts an axis into parts of given sizes (second input), or into <c>num_outputs</c> parts of equal size, the last one smaller where the
/// extent is no multiple.
/// </summary>
internal sealed class Split : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Split");

    public override int SinceVersion => 2;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0);
        if (shape is null)
        {
            for (int i = 0; i < context.OutputCount; i++) context.Set(i, context.Type(0), null);
            return;
        }
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), shape.Rank);
        Dimension[] sizes = Sizes(context, shape[axis]);
        Dimension[]? known = shape.Rank == 1 && Array.TrueForAll(sizes, s => s.IsNumber) ? context.Known(0) : null;
        int start = 0;
        for (int i = 0; i < context.OutputCount; i++)
        {
            int end = known is null ? 0 : start + (int)sizes[i].Number;
            context.Set(i, context.Type(0), shape.With(axis, sizes[i]), known?[start..end]);
            start = end;
        }
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), x.Shape.Rank);
        long[] sizes = inputs.Length > 1 && inputs[1] is { } given ? given.ToLongs() : EvenSizes(x.Shape[axis], context.Node.Outputs.Count);
        if (sizes.Sum() != x.Shape[axis]) throw new InvalidModelException($"{context.Node.Describe()} cuts {x.Shape[axis]} indices into parts of {string.Join(", ", sizes)}.");
        int start = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            int from = start;
            var offsets = new int[x.Shape.Rank][];
            for (int a = 0; a < offsets.Length; a++)
                offsets[a] = a == axis ? Movement.Along(x.Shape, a, k => k + from, (int)sizes[i]) : Movement.Along(x.Shape, a, k => k, x.Shape[a]);
            outputs.Set(i, Movement.Separable(x.Shape.With(axis, (int)sizes[i]), offsets).Apply(x, null));
            start += (int)sizes[i];
        }
    }

    public override void Tie(TieContext context)
    {
        int axis = MovementAxes.Of(context.Attributes.Int("axis", 0), context.InputShape(0).Rank), offset = 0;
        bool known = context.Node.Outputs.All(o => o?.Shape is { } shape && shape[axis].IsNumber);
        for (int i = 0; i < context.Node.Outputs.Count; i++)
        {
            if (context.Node.Outputs[i] is null) continue;
            context.PassThrough(0, i, axis);
            if (!known) continue;
            int size = (int)context.Extent(context.Output(i, axis)).Number;
            context.Same(context.Input(0, axis), new IndexBlocks(offset, size), context.Output(i, axis), new IndexBlocks(0, size));
            offset += size;
        }
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        int axis = MovementAxes.Of(node.Attributes.Int("axis", 0), node.Inputs[0]!.Shape!.Rank);
        bool pinned = node.Input(1) is { Constant: null };
        if (kept.Input(0, axis) is null && !pinned) return null;
        if (node.Outputs.Any(o => o?.Shape is not { } shape || !shape[axis].IsNumber)) return null;
        long[] sizes = [.. Enumerable.Range(0, node.Outputs.Count).Select(i => (long)kept.OutputCount(i, axis))];
        return NodeEdit.Of((1, sizes)) with { Attributes = node.Attributes.Without("num_outputs") };
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        var parts = new Value?[context.Node.Outputs.Count];
        for (int i = 0; i < parts.Length; i++) parts[i] = context.OutputGradient(i) ?? ZerosLike(context, i);
        return [context.Builder.Call("Concat", parts, ("axis", context.Attributes.Int("axis", 0))), null];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version < 13) form.AttributeToInput("split", 1);
        bool sized = form.Inputs.Count > 1 && form.Inputs[1] is not null;
        if (version < 18 && !sized) form.Attributes = form.Attributes.With("num_outputs", (long)form.OutputCount);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 18)
        {
            bool sized = form.Inputs.Count > 1 && form.Inputs[1] is not null;
            if (!sized && !form.Attributes.Has("num_outputs")) form.Attributes = form.Attributes.With("num_outputs", (long)form.OutputCount);
            return true;
        }
        if (form.Attributes.Has("num_outputs"))
        {
            form.Attributes = form.Attributes.Without("num_outputs");
            // Before version 18 parts without sizes must be equal.
            if (form.Inputs[0]?.Shape is { } shape && shape[(int)form.Attributes.Int("axis", 0)] is { IsNumber: true } extent && extent.Number % form.OutputCount != 0)
                form.SetInput(1, DenseTensor.Vector(EvenSizes(extent.Number, form.OutputCount)), "split");
        }
        if (version < 13 && !form.InputToAttribute(1, "split")) return false;
        return version >= 11 || MovementAxes.MakePositive(form, "axis");
    }

    /// <summary>The sizes of a given number of parts: all alike but perhaps the last.</summary>
    internal static long[] EvenSizes(long extent, int parts)
    {
        long size = (extent + parts - 1) / parts;
        var sizes = new long[parts];
        for (int i = 0; i < parts; i++) sizes[i] = Math.Clamp(extent - i * size, 0, size);
        return sizes;
    }

    private static Value ZerosLike(GradientContext context, int output)
    {
        Value value = context.Node.Outputs[output] ?? throw new UnsupportedOperatorException(
            $"{context.Node.Describe()} leaves out an output, so that it has no gradient.");
        Value shape = MovementOperator.ShapeOf(context.Builder, value);
        return context.Builder.Call("ConstantOfShape", [shape], ("value", DenseTensor.Zeros(value.Type, new Shape(1))));
    }

    private static Dimension[] Sizes(InferContext context, Dimension extent)
    {
        if (context.Has(1)) return context.Known(1) is { } known && known.Length == context.OutputCount ? known
            : context.Known(1) is null ? new Dimension[context.OutputCount] : throw context.Fail($"has {context.OutputCount} outputs for {context.Known(1)!.Length} sizes");
        if (extent.IsNumber) return Array.ConvertAll(EvenSizes(extent.Number, context.OutputCount), s => (Dimension)s);
        var sizes = new Dimension[context.OutputCount];
        Array.Fill(sizes, extent / context.OutputCount);
        return sizes;
    }
}
