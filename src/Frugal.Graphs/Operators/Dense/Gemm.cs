using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Y = α · A′ · B′ + β · C with A′ = A or Aᵀ (<c>transA</c>), B′ likewise, and C, which may be left out, broadcast to Y's shape. Its gradient
/// is written with Gemm and its flags, so that nothing is transposed and gradients have gradients.
/// </summary>
internal sealed class Gemm : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Gemm");

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = null;
        if (context.Shape(0) is { } a && context.Shape(1) is { } b)
        {
            if (a.Rank != 2 || b.Rank != 2) throw context.Fail($"multiplies {a} by {b}; both must be matrices");
            bool transA = context.Attributes.Flag("transA", false), transB = context.Attributes.Flag("transB", false);
            Dimension left = a[transA ? 0 : 1], right = b[transB ? 1 : 0];
            if (left.IsNumber && right.IsNumber && left != right) throw context.Fail($"multiplies {a} by {b}, whose inner extents {left} and {right} differ");
            result = new SymbolicShape(a[transA ? 1 : 0], b[transB ? 0 : 1]);
        }
        context.Set(0, context.Type(0), result);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        NodeAttributes attributes = context.Attributes;
        Matrix a = Matrix.Of(inputs[0]!, attributes.Flag("transA", false)), b = Matrix.Of(inputs[1]!, attributes.Flag("transB", false));
        double alpha = attributes.Float("alpha", 1), beta = attributes.Float("beta", 1);
        var shape = new Shape(a.Rows, b.Columns);
        double[] result = Array.ConvertAll(Matrix.Multiply(a, b), v => v * alpha);
        if (inputs.Length > 2 && inputs[2] is { } c)
        {
            double[] bias = Broadcasting.Doubles(c, shape);
            for (int i = 0; i < result.Length; i++) result[i] += beta * bias[i];
        }
        outputs.Set(0, inputs[0]!.Type, shape, result);
    }

    public override void Tie(TieContext context)
    {
        int inner = context.Attributes.Flag("transA", false) ? 0 : 1, rows = context.Attributes.Flag("transB", false) ? 1 : 0;
        context.Reduced(context.Input(0, inner), context.Input(1, rows));
        context.Same(context.Input(0, 1 - inner), context.Output(0, 0));
        context.Same(context.Input(1, 1 - rows), context.Output(0, 1));
        if (context.Has(2)) context.Elementwise(2);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, a = context.Input(0), b = context.Input(1);
        float alpha = context.Attributes.Float("alpha", 1), beta = context.Attributes.Float("beta", 1);
        bool transA = context.Attributes.Flag("transA", false), transB = context.Attributes.Flag("transB", false);
        return
        [
            !context.Needs(0) ? null : transA ? Product(b, dy, transB, true) : Product(dy, b, false, !transB),
            !context.Needs(1) ? null : transB ? Product(dy, a, true, transA) : Product(a, dy, !transA, false),
            !context.Needs(2) ? null : BiasGradient(),
        ];

        Value Product(Value left, Value right, bool transLeft, bool transRight) =>
            builder.Call("Gemm", [left, right], ("alpha", alpha), ("transA", transLeft), ("transB", transRight));

        Value BiasGradient()
        {
            Value sum = Broadcasting.SumTo(builder, dy, context.Input(2));
            return beta == 1 ? sum : builder.Call("Mul", sum, builder.Scalar(beta, dy.Type));
        }
    }

    // A sample is a row of A, so that its gradient is a product of two vectors, whose square is the product of their squares.
    public override Value? SquareOverSamples(GradientContext context, int input)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, a = context.Input(0);
        float alpha = context.Attributes.Float("alpha", 1), beta = context.Attributes.Float("beta", 1);
        if (context.Attributes.Flag("transA", false)) return null;
        if (input == 1)
        {
            bool transB = context.Attributes.Flag("transB", false);
            Value left = SampleSquares.Squared(builder, transB ? dy : a), right = SampleSquares.Squared(builder, transB ? a : dy);
            return builder.Call("Gemm", [left, right], ("alpha", alpha * alpha), ("transA", true));
        }

        Value? bias = input == 2 && context.Input(2).Shape is { } shape ? SampleSquares.OfBroadcast(builder, dy, null, shape, context.Input(2)) : null;
        return bias is null || beta == 1 ? bias : builder.Call("Mul", bias, builder.Scalar((double)beta * beta, dy.Type));
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape a = context.InputShape(0);
        long inner = a[context.Node.Attributes.Flag("transA", false) ? 0 : 1], elements = context.OutputShape(0).Count;
        return context.Of(elements * inner, context.Node.Input(2) is null ? 0 : elements);
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version < 9 && form.Inputs[0]!.Type.IsInteger()) return false;
        if (version < 11 && (form.Inputs.Count < 3 || form.Inputs[2] is null))
            form.SetInput(2, DenseTensor.Zeros(form.Inputs[0]!.Type, new Shape(1)), "bias"); // C is required there
        return true;
    }
}
