using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(dy, y) → y (dy − Σ dy·y) along the axis, where y is what <see cref="Softmax"/> gave; it has that node's attributes.</summary>
internal sealed class SoftmaxGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("SoftmaxGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor y = inputs[1]!;
        double[] dy = inputs[0]!.ToDoubles(), values = y.ToDoubles();
        AlongAxis rows = SoftmaxOperator.RowsOf(y.Shape, context.Attributes);
        for (int row = 0; row < rows.Rows; row++)
        {
            double sum = 0;
            for (int k = 0; k < rows.Length; k++) sum += dy[rows.Index(row, k)] * values[rows.Index(row, k)];
            for (int k = 0; k < rows.Length; k++) values[rows.Index(row, k)] *= dy[rows.Index(row, k)] - sum;
        }
        outputs.Set(0, y.Type, y.Shape, values);
    }

    // r(dy, y) = y (dy − s), s = Σ dy·y: along g the change with dy is y (g − Σ g·y), that with y is g (dy − s) − dy Σ g·y.
    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Attributes.Flag("flattened", false)) return null;
        GraphBuilder builder = context.Builder;
        Value g = context.OutputGradient(0)!, dy = context.Input(0), y = context.Input(1);
        return
        [
            context.Needs(0) ? builder.Node(Id, [g, y], 1, context.Attributes).Output : null,
            context.Needs(1) ? builder.Call("Sub", builder.Call("Mul", g, builder.Call("Sub", dy, Sum(dy))), builder.Call("Mul", dy, Sum(g))) : null,
        ];

        Value Sum(Value factor) =>
            builder.Call("ReduceSum", builder.Call("Mul", factor, y), builder.Integers(context.Attributes.Int("axis", -1)));
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(4);
}
