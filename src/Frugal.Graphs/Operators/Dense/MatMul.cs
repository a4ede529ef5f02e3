using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// NumPy's matrix product: matrices in the last two axes, the axes before them broadcast; a vector on the left is a row, one on the right a
/// column, and their axis of extent 1 does not appear in the result.
/// </summary>
internal sealed class MatMul : Operator
{
    public override OperatorId Id => OperatorId.Onnx("MatMul");

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = null;
        if (context.Shape(0) is { } a && context.Shape(1) is { } b)
        {
            if (a.Rank == 0 || b.Rank == 0) throw context.Fail($"multiplies {a} by {b}; scalars are not allowed");
            SymbolicShape left = a.Rank == 1 ? new SymbolicShape(1, a[0]) : a, right = b.Rank == 1 ? new SymbolicShape(b[0], 1) : b;
            Dimension[] full = MatrixProducts.Infer(context, left, right, false, false).ToArray();
            result = new SymbolicShape([.. full[..^2], .. a.Rank == 1 ? [] : full[^2..^1], .. b.Rank == 1 ? [] : full[^1..]]);
        }
        context.Set(0, context.Type(0), result);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor a = inputs[0]!, b = inputs[1]!;
        DenseTensor left = a.Shape.Rank == 1 ? a.Reshape(new Shape(1, a.Shape[0])) : a;
        DenseTensor right = b.Shape.Rank == 1 ? b.Reshape(new Shape(b.Shape[0], 1)) : b;
        double[] values = MatrixProducts.Multiply(left, right, false, false, out Shape full);
        int[] extents = full.ToArray();
        outputs.Set(0, a.Type, new Shape([.. extents[..^2], .. a.Shape.Rank == 1 ? [] : extents[^2..^1], .. b.Shape.Rank == 1 ? [] : extents[^1..]]), values);
    }

    // Batch axes are broadcast, the inner axis is summed over, the outer ones pass.
    public override void Tie(TieContext context)
    {
        int leftRank = context.InputShape(0).Rank, rightRank = context.InputShape(1).Rank, rank = context.OutputShape(0).Rank;
        context.Reduced(context.Input(0, -1), context.Input(1, rightRank == 1 ? 0 : -2));
        if (leftRank > 1) context.Same(context.Input(0, -2), context.Output(0, rightRank == 1 ? -1 : -2));
        if (rightRank > 1) context.Same(context.Input(1, -1), context.Output(0, -1));
        if (leftRank == 1 || rightRank == 1) return;
        for (int input = 0; input < 2; input++)
        {
            for (int i = 3; i <= context.InputShape(input).Rank; i++)
            {
                NodeAxis axis = context.Input(input, -i), result = context.Output(0, rank - i);
                if (context.Extent(axis) == 1 && context.Extent(result) != 1) context.Broadcast(axis);
                else context.Same(axis, result);
            }
        }
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value a = context.Input(0), b = context.Input(1), dy = context.OutputGradient(0)!;
        if (a.Shape is null || b.Shape is null) return null;
        bool row = a.Shape.Rank == 1, column = b.Shape.Rank == 1;
        if (!row && !column) return MatrixProducts.Differentiate(context, a, b, dy, false, false);
        // Vectors become the matrices that they stand for.
        Value left = row ? builder.Call("Unsqueeze", a, builder.Integers(0)) : a;
        Value right = column ? builder.Call("Unsqueeze", b, builder.Integers(1)) : b;
        if (column) dy = builder.Call("Unsqueeze", dy, builder.Integers(-1));
        if (row) dy = builder.Call("Unsqueeze", dy, builder.Integers(-2));
        Value?[] gradients = MatrixProducts.Differentiate(context, left, right, dy, false, false);
        if (row && gradients[0] is { } rowGradient) gradients[0] = builder.Call("Squeeze", rowGradient, builder.Integers(0));
        if (column && gradients[1] is { } columnGradient) gradients[1] = builder.Call("Squeeze", columnGradient, builder.Integers(1));
        return gradients;
    }

    // As Gemm for matrices; where a sample is a matrix itself, its gradient is first computed whole.
    public override Value? SquareOverSamples(GradientContext context, int input)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, a = context.Input(0);
        if (input != 1 || context.Input(1).Shape is not { Rank: 2, IsStatic: true } shape || a.Shape is not { Rank: 2 or 3 }) return null;
        if (a.Shape.Rank == 2) return FlaggedMatMul.Call(builder, SampleSquares.Squared(builder, a), SampleSquares.Squared(builder, dy), true, false, false);
        Value own = FlaggedMatMul.Call(builder, a, dy, true, false, false);
        Value total = SampleSquares.Sum(builder, SampleSquares.Squared(builder, own), 0);
        return builder.Call("Reshape", total, builder.Integers(shape[0].Number, shape[1].Number));
    }

    public override OperatorCost Cost(CostContext context) =>
        context.Of(context.OutputShape(0).Count * context.InputShape(0).ToArray()[^1], 0);

    public override bool WriteForm(NodeForm form, int version) => version >= 9 || !form.Inputs[0]!.Type.IsInteger();
}
