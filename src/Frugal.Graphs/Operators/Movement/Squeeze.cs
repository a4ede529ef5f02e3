using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Drops axes of extent 1: the given ones, or all.</summary>
internal sealed class Squeeze : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Squeeze");

    public override void Infer(InferContext context) =>
        context.Set(0, context.Type(0), OutputShape(context), context.Known(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        bool[] dropped = Dropped(SymbolicShape.Of(x.Shape), inputs.Length > 1 ? inputs[1]?.ToLongs() : null)!;
        outputs.Set(0, x.Reshape(new Shape([.. x.Shape.ToArray().Where((_, i) => !dropped[i])])));
    }

    public override void Tie(TieContext context)
    {
        if (context.Has(1) && context.Numbers(1) is null) return;
        if (Dropped(context.InputShape(0), context.Numbers(1)) is not { } dropped) return;
        int next = 0;
        for (int axis = 0; axis < dropped.Length; axis++)
            if (!dropped[axis]) context.Same(context.Input(0, axis), context.Output(0, next++));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value gradient = context.OutputGradient(0)!;
        Value result = context.Node.Input(1) is { } axes
            ? context.Builder.Call("Unsqueeze", gradient, axes)
            : context.Builder.Call("Reshape", gradient, MovementOperator.ShapeOf(context.Builder, context.Input(0)));
        return [result, null];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version < 13) form.AttributeToInput("axes", 1);
    }

    public override bool WriteForm(NodeForm form, int version) =>
        version >= 13 || (form.InputToAttribute(1, "axes") && (version >= 11 || MovementAxes.MakePositive(form, "axes")));

    /// <summary>Which axes go, or null when the extents do not say.</summary>
    internal static bool[]? Dropped(SymbolicShape shape, long[]? axes)
    {
        var dropped = new bool[shape.Rank];
        if (axes is null)
        {
            if (!shape.IsStatic) return null;
            for (int i = 0; i < dropped.Length; i++) dropped[i] = shape[i] == 1;
            return dropped;
        }
        foreach (int axis in MovementAxes.Of(axes, shape.Rank))
        {
            if (shape[axis].IsNumber && shape[axis] != 1) throw new InvalidOperationException($"axis {axis} of {shape} has more than one index");
            dropped[axis] = true;
        }
        return dropped;
    }

    private static SymbolicShape? OutputShape(InferContext context)
    {
        if (context.Shape(0) is not { } shape || (context.Has(1) && context.KnownNumbers(1) is null)) return null;
        return Dropped(shape, context.KnownNumbers(1)) is { } dropped ? new SymbolicShape([.. shape.Where((_, i) => !dropped[i])]) : null;
    }
}
