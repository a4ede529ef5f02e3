using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>x divided by its norm along an axis (the last unless said otherwise): the L1 or L2 norm, attribute <c>p</c>. A row of zeros stays zero.</summary>
internal sealed class LpNormalization : Operator
{
    public override OperatorId Id => OperatorId.Onnx("LpNormalization");

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Int("p", 2) is not (1 or 2)) throw context.Fail("has a p other than 1 and 2");
        context.Set(0, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        double[] values = x.ToDoubles();
        AlongAxis rows = AlongAxis.Of(x.Shape, context.Attributes.Int("axis", -1));
        bool squares = context.Attributes.Int("p", 2) == 2;
        for (int row = 0; row < rows.Rows; row++)
        {
            double norm = 0;
            for (int k = 0; k < rows.Length; k++) norm += values[rows.Index(row, k)] is var v && squares ? v * v : Math.Abs(v);
            if (squares) norm = Math.Sqrt(norm);
            for (int k = 0; k < rows.Length && norm != 0; k++) values[rows.Index(row, k)] /= norm;
        }
        outputs.Set(0, x.Type, x.Shape, values);
    }

    public override void Tie(TieContext context)
    {
        int axis = MovementAxes.Of(context.Attributes.Int("axis", -1), context.InputShape(0).Rank);
        context.PassThrough(0, 0, axis);
        context.Normalised(context.Input(0, axis), context.Output(0, axis));
    }

    // dx = (dy − s Σ dy y) / n with s = y for the L2 norm and sign(x) for the L1 norm; 0 where n is.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, x = context.Input(0), y = context.Output(0), axis = builder.Integers(context.Attributes.Int("axis", -1));
        bool squares = context.Attributes.Int("p", 2) == 2;
        Value norm = builder.Call(squares ? "ReduceL2" : "ReduceL1", x, axis), zero = builder.Scalar(0, x.Type);
        Value along = builder.Call("ReduceSum", builder.Call("Mul", dy, y), axis);
        Value difference = builder.Call("Sub", dy, builder.Call("Mul", squares ? y : builder.Call("Sign", x), along));
        return [builder.Call("Where", builder.Call("Equal", norm, zero), zero, builder.Call("Div", difference, norm))];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(3);
}
