using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(dy, y) → dy − e^y Σ dy along the axis, where y is what <see cref="LogSoftmax"/> gave; it has that node's attributes.</summary>
internal sealed class LogSoftmaxGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("LogSoftmaxGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor y = inputs[1]!;
        double[] dy = inputs[0]!.ToDoubles(), values = y.ToDoubles();
        AlongAxis rows = SoftmaxOperator.RowsOf(y.Shape, context.Attributes);
        for (int row = 0; row < rows.Rows; row++)
        {
            double sum = 0;
            for (int k = 0; k < rows.Length; k++) sum += dy[rows.Index(row, k)];
            for (int k = 0; k < rows.Length; k++)
            {
                ref double value = ref values[rows.Index(row, k)];
                value = dy[rows.Index(row, k)] - Math.Exp(value) * sum;
            }
        }
        outputs.Set(0, y.Type, y.Shape, values);
    }

    // r(dy, y) = dy − e^y Σ dy: along g the change with dy is g − Σ g·e^y, that with y is −g e^y Σ dy.
    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Attributes.Flag("flattened", false)) return null;
        GraphBuilder builder = context.Builder;
        Value g = context.OutputGradient(0)!, scaled = builder.Call("Mul", g, builder.Call("Exp", context.Input(1)));
        return
        [
            context.Needs(0) ? builder.Call("Sub", g, Sum(scaled)) : null,
            context.Needs(1) ? builder.Call("Neg", builder.Call("Mul", scaled, Sum(context.Input(0)))) : null,
        ];

        Value Sum(Value value) => builder.Call("ReduceSum", value, builder.Integers(context.Attributes.Int("axis", -1)));
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(4);
}
