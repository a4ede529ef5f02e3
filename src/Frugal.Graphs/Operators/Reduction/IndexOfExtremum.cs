using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>What <see cref="ArgMax"/> and <see cref="ArgMin"/> share. A NaN beats all numbers.</summary>
internal abstract class IndexOfExtremum(string name) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = context.Shape(0) is { } shape
            ? AxesOf(context.Attributes, shape.Rank).Result(shape, context.Attributes.Flag("keepdims", true))
            : null;
        context.Set(0, ElementType.Int64, result);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        double[] values = x.ToDoubles();
        AlongAxis rows = AlongAxis.Of(x.Shape, context.Attributes.Int("axis", 0));
        bool last = context.Attributes.Flag("select_last_index", false);
        var indices = new long[rows.Rows];
        for (int row = 0; row < indices.Length; row++)
        {
            int best = 0;
            for (int k = 1; k < rows.Length; k++)
            {
                double candidate = values[rows.Index(row, k)], current = values[rows.Index(row, best)];
                bool equal = candidate == current || (double.IsNaN(candidate) && double.IsNaN(current));
                if (equal ? last : double.IsNaN(candidate) || IsBetter(candidate, current)) best = k;
            }
            indices[row] = best;
        }
        Shape shape = AxesOf(context.Attributes, x.Shape.Rank).Result(SymbolicShape.Of(x.Shape), context.Attributes.Flag("keepdims", true)).ToShape();
        outputs.Set(0, DenseTensor.From(indices, shape));
    }

    public override void Tie(TieContext context)
    {
        ReducedAxes axes = AxesOf(context.Attributes, context.InputShape(0).Rank);
        foreach (long axis in axes.Axes) context.Fixed(context.Input(0, (int)axis));
        axes.Tie(context, context.Attributes.Flag("keepdims", true));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version < 12)
        {
            if (form.Attributes.Flag("select_last_index", false)) return false;
            form.Attributes = form.Attributes.Without("select_last_index");
        }
        return version >= 11 || MovementAxes.MakePositive(form, "axis");
    }

    /// <summary>Whether one element beats another; neither is NaN nor are they equal.</summary>
    protected abstract bool IsBetter(double candidate, double best);

    private static ReducedAxes AxesOf(NodeAttributes attributes, int rank) =>
        ReducedAxes.Of(rank == 0 ? null : [attributes.Int("axis", 0)], false, rank);
}
