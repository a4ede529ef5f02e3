using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Repeats axes of extent 1, and adds axes in front, as broadcasting with a tensor of the given shape would.</summary>
internal sealed class Expand : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("Expand");

    public override int SinceVersion => 8;

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = null;
        if (context.Shape(0) is { } shape && context.Known(1) is { } target)
        {
            var extents = new Dimension[Math.Max(shape.Rank, target.Length)];
            for (int i = 1; i <= extents.Length; i++)
                extents[^i] = Broadcast(context, i > shape.Rank ? 1 : shape[-i], i > target.Length ? 1 : target[^i]);
            result = new SymbolicShape(extents);
        }
        context.Set(0, context.Type(0), result, KnownElements(context));
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        long[] target = inputs[1]!.ToLongs();
        var extents = new int[Math.Max(source.Rank, target.Length)];
        var offsets = new int[extents.Length][];
        for (int i = 1; i <= extents.Length; i++)
        {
            int axis = source.Rank - i, from = axis < 0 ? 1 : source[axis];
            int to = i > target.Length ? 1 : checked((int)target[^i]);
            if (from != 1 && to != 1 && from != to) throw new InvalidOperationException($"{source} cannot be expanded to [{string.Join(',', target)}]");
            extents[^i] = from == 1 ? to : from;
            offsets[^i] = axis < 0 ? new int[to] : Movement.Along(source, axis, k => from == 1 ? 0 : k, extents[^i]);
        }
        return Movement.Separable(new Shape(extents), offsets);
    }

    public override void Tie(TieContext context)
    {
        if (Target(context.Node) is not null) context.Elementwise(0);
    }

    public override NodeEdit? Rewrite(Node node, KeptIndices kept)
    {
        if (Target(node) is not { } target) return null;
        bool changed = node.Inputs[1]!.Constant is null;
        for (int i = 1; i <= target.Length; i++)
        {
            int axis = node.Output.Shape!.Rank - i;
            if (kept.Output(0, axis) is not { } remaining) continue;
            changed |= target[^i] != 1;
            if (target[^i] != 1) target[^i] = remaining.Length;
        }
        return changed ? NodeEdit.Of((1, target)) : null;
    }

    // The target as numbers; an extent that the input has already may be written as 1.
    internal static long[]? Target(Node node)
    {
        if (node.Inputs[1]!.Known is not { } known) return null;
        SymbolicShape from = node.Inputs[0]!.Shape!;
        var target = new long[known.Length];
        for (int i = 1; i <= target.Length; i++)
        {
            if (known[^i].IsNumber) target[^i] = known[^i].Number;
            else if (!known[^i].IsUnknown && i <= from.Rank && from[-i] == known[^i]) target[^i] = 1;
            else return null;
        }
        return target;
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [Broadcasting.SumTo(context.Builder, context.OutputGradient(0)!, context.Input(0)), null];

    private static Dimension Broadcast(InferContext context, Dimension from, Dimension to)
    {
        if (from == 1) return to;
        if (to == 1) return from;
        if (from.IsNumber && to.IsNumber && from != to) throw context.Fail($"cannot expand an extent of {from} to {to}");
        return from.IsNumber ? from : to.IsNumber ? to : from == to ? from : Dimension.Unknown;
    }
}
