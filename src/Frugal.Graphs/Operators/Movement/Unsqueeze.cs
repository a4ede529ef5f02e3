using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Adds axes of extent 1, which are numbered as in the output.</summary>
internal sealed class Unsqueeze : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Unsqueeze");

    public override void Infer(InferContext context)
    {
        SymbolicShape? shape = context.Shape(0) is { } input && context.KnownNumbers(1) is { } axes
            ? new SymbolicShape(Widened([.. input], axes, (Dimension)1)) : null;
        context.Set(0, context.Type(0), shape, context.Known(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        outputs.Set(0, x.Reshape(new Shape(Widened(x.Shape.ToArray(), inputs[1]!.ToLongs(), 1))));
    }

    public override void Tie(TieContext context)
    {
        if (context.Numbers(1) is not { } axes) return;
        int[] places = MovementAxes.Of(axes, context.OutputShape(0).Rank);
        int next = 0;
        for (int axis = 0; axis < context.OutputShape(0).Rank; axis++)
            if (!places.Contains(axis)) context.Same(context.Input(0, next++), context.Output(0, axis));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Call("Squeeze", context.OutputGradient(0), context.Input(1)), null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version < 13) form.AttributeToInput("axes", 1);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 13) return true;
        if (!form.InputToAttribute(1, "axes")) return false;
        long[] axes = form.Attributes.Ints("axes") ?? [];
        if (version >= 11 || Array.TrueForAll(axes, a => a >= 0)) return true;
        if (form.Inputs[0]?.Shape is not { } shape) return false;
        form.Attributes = form.Attributes.With("axes", Array.ConvertAll(axes, a => a < 0 ? a + shape.Rank + axes.Length : a));
        return true;
    }

    /// <summary>The extents with new ones at the given places of the result.</summary>
    internal static T[] Widened<T>(T[] extents, long[] axes, T one)
    {
        int rank = extents.Length + axes.Length;
        int[] places = MovementAxes.Of(axes, rank);
        if (places.Distinct().Count() != axes.Length) throw new InvalidOperationException("an axis is added twice");
        var result = new T[rank];
        int next = 0;
        for (int i = 0; i < rank; i++) result[i] = places.Contains(i) ? one : extents[next++];
        return result;
    }
}
