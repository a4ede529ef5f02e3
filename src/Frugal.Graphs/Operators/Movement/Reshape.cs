using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The same elements in another shape. In the target, −1 (once) stands for what is left, and 0 for the extent that the input has at this
/// axis, unless <c>allowzero</c> is set.
/// </summary>
internal sealed class Reshape : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Reshape");

    public override void Infer(InferContext context)
    {
        Dimension[]? target = context.Known(1);
        if (target is null && context.Shape(1) is { Rank: 1 } rank && rank[0].IsNumber) target = new Dimension[(int)rank[0].Number];
        context.Set(0, context.Type(0), target is null ? null : Target(context, target), context.Known(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        bool allowZero = context.Attributes.Flag("allowzero", false);
        long[] target = inputs[1]!.ToLongs();
        for (int i = 0; i < target.Length; i++)
            if (target[i] == 0 && !allowZero) target[i] = x.Shape[i];
        int free = Array.IndexOf(target, -1);
        if (free >= 0)
        {
            long others = 1;
            for (int i = 0; i < target.Length; i++) others *= i == free ? 1 : target[i];
            target[free] = others == 0 ? 0 : x.Count / others;
        }
        outputs.Set(0, x.Reshape(new Shape(Array.ConvertAll(target, d => checked((int)d)))));
    }

    public override void Tie(TieContext context)
    {
        if (Rewritten(context.Node, context.OutputShape(0).ToArray()) is null) return;
        AxisFactors.Tie(context, 0..context.InputShape(0).Rank, 0..context.OutputShape(0).Rank);
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        Dimension[] extents = node.Output.Shape!.ToArray();
        bool changed = false;
        for (int axis = 0; axis < extents.Length; axis++)
        {
            if (kept.Output(0, axis) is not { } remaining) continue;
            extents[axis] = remaining.Length;
            changed = true;
        }
        // A computed target may follow the extents of other tensors than this one: it is written down.
        bool pinned = node.Inputs[1]!.Constant is null;
        return (changed || pinned) && Rewritten(node, extents) is { } target ? NodeEdit.Of((1, target)) : null;
    }

    // A constant target for the given extents, or null where they are symbolic in more ways than a target can say.
    internal static long[]? Rewritten(Node node, Dimension[] extents)
    {
        long[]? given = node.Inputs[1]!.Constant?.ToLongs();
        bool allowZero = node.Attributes.Flag("allowzero", false);
        var target = new long[extents.Length];
        for (int i = 0; i < extents.Length; i++)
        {
            bool copied = !allowZero && i < node.Inputs[0]!.Shape!.Rank && !extents[i].IsUnknown && extents[i] == node.Inputs[0]!.Shape![i];
            if (given is not null && given[i] == -1) target[i] = -1;
            else target[i] = extents[i].IsNumber ? extents[i].Number : copied ? 0 : -1;
        }
        return target.Count(t => t == -1) <= 1 ? target : null;
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Reshape", context.OutputGradient(0), MovementOperator.ShapeOf(context.Builder, context.Input(0))), null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 14 || !form.Attributes.Flag("allowzero", false)) return true;
        if (form.Inputs[1]?.Constant is not { } target || target.ToLongs().Contains(0)) return false;
        form.Attributes = form.Attributes.Without("allowzero");
        return true;
    }

    private static SymbolicShape Target(InferContext context, Dimension[] target)
    {
        SymbolicShape? source = context.Shape(0);
        bool allowZero = context.Attributes.Flag("allowzero", false);
        var extents = (Dimension[])target.Clone();
        for (int i = 0; i < extents.Length; i++)
        {
            if (extents[i] != 0 || allowZero) continue;
            if (source is not null && i >= source.Rank) throw context.Fail($"keeps axis {i} of an input of shape {source}");
            extents[i] = source?[i] ?? Dimension.Unknown;
        }
        int free = Array.IndexOf(extents, (Dimension)(-1));
        if (Array.FindLastIndex(extents, d => d == -1) != free) throw context.Fail("leaves more than one extent free");
        // A single unknown extent follows from the others just as a free one does.
        if (free < 0 && extents.Count(d => d.IsUnknown) == 1) free = Array.FindIndex(extents, d => d.IsUnknown);
        if (free >= 0) extents[free] = Rest(source, extents, free);
        var result = new SymbolicShape(extents);
        if (source is not null && source.Count is { IsNumber: true } before && result.Count is { IsNumber: true } after && before != after)
            throw context.Fail($"cannot bring {source} into the shape [{string.Join(',', target)}]");
        return result;
    }

    // What is left of the source's extents once the other target extents are divided out; equal symbols cancel first.
    private static Dimension Rest(SymbolicShape? source, Dimension[] extents, int free)
    {
        if (source is null) return Dimension.Unknown;
        var left = source.ToList();
        Dimension divisor = 1;
        for (int i = 0; i < extents.Length; i++)
        {
            if (i == free) continue;
            if (extents[i].IsUnknown || extents[i].IsNumber || !left.Remove(extents[i])) divisor *= extents[i];
        }
        if (divisor == 0) return Dimension.Unknown;
        return left.Aggregate((Dimension)1, (product, d) => product * d) / divisor;
    }
}
