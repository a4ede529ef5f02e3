using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Adds indices before and behind some axes: filled with a constant, mirrored without the edge (<c>reflect</c>), with the edge repeated
/// (<c>edge</c>), or going round (<c>wrap</c>). Negative pads crop. Inputs: data, pads (all beginnings, then all ends), value, axes.
/// </summary>
internal sealed class Pad : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("Pad");

    public override int SinceVersion => 2;

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0);
        if (shape is null || (context.Has(3) && context.KnownNumbers(3) is null))
        {
            context.Set(0, context.Type(0), shape is null ? null : new SymbolicShape(new Dimension[shape.Rank]));
            return;
        }
        int[] axes = context.KnownNumbers(3) is { } given ? MovementAxes.Of(given, shape.Rank) : [.. Enumerable.Range(0, shape.Rank)];
        Dimension[] pads = context.Known(1) ?? new Dimension[2 * axes.Length];
        for (int i = 0; i < axes.Length; i++)
            shape = shape.With(axes[i], shape[axes[i]] + pads[i] + pads[i + axes.Length]);
        context.Set(0, context.Type(0), shape);
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        long[] pads = AllPads(inputs[1]!.ToLongs(), inputs.Length > 3 ? inputs[3]?.ToLongs() : null, source.Rank);
        string mode = attributes.Text("mode", "constant");
        int[] extents = source.ToArray();
        var offsets = new int[source.Rank][];
        for (int axis = 0; axis < source.Rank; axis++)
        {
            int extent = source[axis], before = checked((int)pads[axis]);
            extents[axis] = checked((int)(extent + before + pads[axis + source.Rank]));
            offsets[axis] = Movement.Along(source, axis, i => Source(mode, i - before, extent), extents[axis]);
        }
        return Movement.Separable(new Shape(extents), offsets);
    }

    protected override DenseTensor? Fill(ReadOnlySpan<DenseTensor?> inputs) => inputs.Length > 2 ? inputs[2] : null;

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(0).Rank;
        if (context.Numbers(1) is not { } given || (context.Has(3) && context.Numbers(3) is null)) return;
        long[] pads = AllPads(given, context.Numbers(3), rank);
        bool filled = context.Attributes.Text("mode", "constant") == "constant";
        for (int axis = 0; axis < rank; axis++)
        {
            NodeAxis from = context.Input(0, axis), to = context.Output(0, axis);
            if (pads[axis] == 0 && pads[axis + rank] == 0) context.Same(from, to);
            else if (filled && pads[axis] >= 0 && pads[axis + rank] >= 0 && context.Extent(from).IsNumber)
            {
                // The padded indices have no source: they may be removed like others.
                int extent = (int)context.Extent(from).Number;
                context.New(to);
                context.Same(from, new IndexBlocks(0, extent), to, new IndexBlocks((int)pads[axis], extent));
            }
        }
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        int rank = node.Inputs[0]!.Shape!.Rank;
        if (!Enumerable.Range(0, rank).Any(a => kept.Output(0, a) is not null)) return null;
        long[] pads = [.. node.Inputs[1]!.Known!.Select(d => d.Number)];
        int[] axes = node.Input(3)?.Known is { } given ? MovementAxes.Of([.. given.Select(d => d.Number)], rank) : [.. Enumerable.Range(0, rank)];
        for (int i = 0; i < axes.Length; i++)
        {
            if (kept.Output(0, axes[i]) is not { } remaining) continue;
            long extent = node.Output.Shape![axes[i]].Number, behind = extent - pads[i + axes.Length];
            pads[i + axes.Length] = KeptIndices.CountWithin(remaining, behind, extent);
            pads[i] = KeptIndices.CountWithin(remaining, 0, pads[i]);
        }
        return NodeEdit.Of((1, pads));
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Needs(2)) return null;
        return context.Attributes.Text("mode", "constant") == "constant" ? [Cropped(context), null, null, null] : DifferentiateByScatter(context);
    }

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 11) return;
        form.AttributeToInput("pads", 1);
        form.AttributeToInput("value", 2);
        MatchType(form);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version < 19 && form.Attributes.Text("mode", "constant") == "wrap") return false;
        if (version < 18 && form.Inputs.Count > 3 && form.Inputs[3] is { } axes)
        {
            if (axes.Constant is not { } constant || form.Inputs[1]?.Constant is not { } pads || form.Inputs[0]?.Shape is not { } shape) return false;
            form.Inputs.RemoveAt(3);
            form.SetInput(1, DenseTensor.Vector(AllPads(pads.ToLongs(), constant.ToLongs(), shape.Rank)), "pads");
        }
        return version >= 11 || (form.InputToAttribute(2, "value") && form.InputToAttribute(1, "pads"));
    }

    /// <summary>Pads for all axes from those given for some.</summary>
    internal static long[] AllPads(long[] pads, long[]? axes, int rank)
    {
        if (axes is null) return pads.Length == 2 * rank ? pads : throw new InvalidOperationException($"{pads.Length} pads do not fit {rank} axes");
        if (pads.Length != 2 * axes.Length) throw new InvalidOperationException($"{pads.Length} pads do not fit {axes.Length} axes");
        var all = new long[2 * rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = MovementAxes.Of(axes[i], rank);
            all[axis] = pads[i];
            all[axis + rank] = pads[i + axes.Length];
        }
        return all;
    }

    // What an old float32 attribute says must have the data's type as an input.
    private static void MatchType(NodeForm form)
    {
        if (form.Inputs.Count < 3 || form.Inputs[2]?.Constant is not { } value || form.Inputs[0] is not { } data) return;
        if (data.Type != ElementType.Undefined && data.Type != value.Type)
            form.SetInput(2, TensorValues.FromDoubles(data.Type, Shape.Scalar, value.ToDoubles()), "value");
    }

    private static int Source(string mode, int index, int extent)
    {
        if (index >= 0 && index < extent) return index;
        return mode switch
        {
            "constant" => Movement.Fill,
            "edge" => Math.Clamp(index, 0, extent - 1),
            "wrap" => (index % extent + extent) % extent,
            "reflect" => Mirrored(index, extent),
            _ => throw new InvalidOperationException($"the mode '{mode}' is unknown"),
        };
    }

    // A walk to and fro over the indices has the period 2(extent − 1).
    private static int Mirrored(int index, int extent)
    {
        if (extent == 1) return 0;
        int period = 2 * (extent - 1), at = (index % period + period) % period;
        return at < extent ? at : period - at;
    }

    // Padding back by the negative pads crops what was added and gives zeros to what was cropped.
    private static Value Cropped(GradientContext context)
    {
        Value gradient = context.OutputGradient(0)!, pads = context.Input(1);
        Value? axes = context.Node.Input(3);
        GraphBuilder builder = context.Builder;
        if (pads.Constant?.ToLongs() is { } numbers)
        {
            int half = numbers.Length / 2;
            if (!Array.TrueForAll(numbers, p => p >= 0))
                return builder.Call("Pad", gradient, builder.Integers(Array.ConvertAll(numbers, p => -p)), null, axes);
            long[] ends = Array.ConvertAll(numbers[half..], p => p == 0 ? long.MaxValue : -p);
            return builder.Call("Slice", gradient, builder.Integers(numbers[..half]), builder.Integers(ends), axes);
        }
        return builder.Call("Pad", gradient, builder.Call("Neg", pads), null, axes);
    }
}
