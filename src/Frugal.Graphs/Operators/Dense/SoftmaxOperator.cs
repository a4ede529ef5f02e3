using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// What <see cref="Softmax"/> and <see cref="LogSoftmax"/> share. Before operator set 13 they normalised over all axes from <c>axis</c> on
/// together; a node read from such a file has the attribute <c>flattened</c> where that is not known to be the same.
/// </summary>
internal abstract class SoftmaxOperator : Operator
{
    public override void Infer(InferContext context)
    {
        if (context.Shape(0) is { Rank: > 0 } shape) MovementAxes.Of(context.Attributes.Int("axis", -1), shape.Rank);
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        double[] values = x.ToDoubles();
        AlongAxis rows = RowsOf(x.Shape, context.Attributes);
        for (int row = 0; row < rows.Rows; row++) Normalise(values, rows, row);
        outputs.Set(0, x.Type, x.Shape, values);
    }

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(0).Rank;
        int first = MovementAxes.Of(context.Attributes.Int("axis", -1), rank), last = context.Attributes.Flag("flattened", false) ? rank - 1 : first;
        for (int axis = 0; axis < rank; axis++)
        {
            if (axis >= first && axis <= last) context.Normalised(context.Input(0, axis), context.Output(0, axis));
            else context.Same(context.Input(0, axis), context.Output(0, axis));
        }
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal(Id.Name + "Gradient"), [context.OutputGradient(0), context.Output(0)], 1, context.Attributes).Output];

    // Maximum, difference, exponential, sum, division.
    public override OperatorCost Cost(CostContext context) => context.Elementwise(5);

    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 13) return;
        long axis = form.Attributes.Int("axis", 1);
        form.Attributes = form.Attributes.With("axis", axis);
        if (!IsSame(form, axis)) form.Attributes = form.Attributes.With("flattened", 1);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        long axis = form.Attributes.Int("axis", -1);
        bool flattened = form.Attributes.Flag("flattened", false), same = IsSame(form, axis);
        form.Attributes = form.Attributes.Without("flattened");
        if (version >= 13) return !flattened || same;
        if (!flattened && !same) return false;
        if (form.Inputs[0]?.Shape is { } shape && axis < 0) axis += shape.Rank;
        form.Attributes = form.Attributes.With("axis", axis);
        return axis >= 0 || version >= 11;
    }

    public override Value[]? Export(Node node, GraphBuilder builder)
    {
        if (!node.Attributes.Flag("flattened", false)) return null;
        Value x = node.Inputs[0]!;
        Value flat = builder.Call("Flatten", [x], ("axis", node.Attributes.Int("axis", 1)));
        Value normalised = builder.Call(Id.Name, [flat], ("axis", 1));
        return [builder.Call("Reshape", normalised, builder.Call("Shape", x))];
    }

    /// <summary>The rows that are normalised.</summary>
    public static AlongAxis RowsOf(Shape shape, NodeAttributes attributes) =>
        AlongAxis.Of(shape, attributes.Int("axis", -1), attributes.Flag("flattened", false));

    /// <summary>Normalises one row in place.</summary>
    protected abstract void Normalise(double[] values, AlongAxis rows, int row);

    /// <summary>The largest element of a row and the sum of exponentials of the differences to it.</summary>
    protected static (double Maximum, double Sum) Sum(double[] values, AlongAxis rows, int row)
    {
        double maximum = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < rows.Length; k++) maximum = Math.Max(maximum, values[rows.Index(row, k)]);
        for (int k = 0; k < rows.Length; k++) sum += Math.Exp(values[rows.Index(row, k)] - maximum);
        return (maximum, sum);
    }

    // One axis and all from it on are the same when those behind it have one element together.
    private static bool IsSame(NodeForm form, long axis)
    {
        if (axis == -1) return true;
        if (form.Inputs[0]?.Shape is not { } shape) return false;
        int positive = (int)(axis < 0 ? axis + shape.Rank : axis);
        return positive < shape.Rank && shape.Product(positive + 1, shape.Rank) == 1;
    }
}
