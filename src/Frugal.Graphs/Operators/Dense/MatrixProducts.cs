using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>What <see cref="MatMul"/> and <see cref="FlaggedMatMul"/> share: products of matrices in the last two axes, those before broadcast.</summary>
internal static class MatrixProducts
{
    /// <summary>The shape of the product of operands of rank 2 or more.</summary>
    public static SymbolicShape Infer(InferContext context, SymbolicShape a, SymbolicShape b, bool transA, bool transB)
    {
        Dimension left = a[transA ? -2 : -1], right = b[transB ? -1 : -2];
        if (left.IsNumber && right.IsNumber && left != right) throw context.Fail($"multiplies {a} by {b}, whose inner extents {left} and {right} differ");
        SymbolicShape batch = Broadcasting.Join(new SymbolicShape(a.ToArray()[..^2]), new SymbolicShape(b.ToArray()[..^2]), context);
        return new SymbolicShape([.. batch, a[transA ? -1 : -2], b[transB ? -2 : -1]]);
    }

    /// <summary>The product of operands of rank 2 or more, row-major, and its shape.</summary>
    public static double[] Multiply(DenseTensor a, DenseTensor b, bool transA, bool transB, out Shape shape)
    {
        int[] aShape = a.Shape.ToArray(), bShape = b.Shape.ToArray();
        Shape aBatch = new(aShape[..^2]), bBatch = new(bShape[..^2]), batch = Broadcasting.Of(aBatch, bBatch);
        int[] aIndices = Broadcasting.SourceIndices(aBatch, batch), bIndices = Broadcasting.SourceIndices(bBatch, batch);
        int rows = aShape[transA ? ^1 : ^2], columns = bShape[transB ? ^2 : ^1];
        shape = new Shape([.. batch.ToArray(), rows, columns]);
        var result = new double[shape.Count];
        double[] aValues = a.ToDoubles(), bValues = b.ToDoubles();
        for (int i = 0; i < aIndices.Length; i++)
            Matrix.AddProduct(
                Matrix.Of(aValues, aIndices[i] * aShape[^2] * aShape[^1], aShape[^2], aShape[^1], transA),
                Matrix.Of(bValues, bIndices[i] * bShape[^2] * bShape[^1], bShape[^2], bShape[^1], transB),
                result, i * rows * columns);
        return result;
    }

    /// <summary>The gradients of Y = A′B′ for operands of rank 2 or more: through flags, never through a transposition.</summary>
    public static Value?[] Differentiate(GradientContext context, Value a, Value b, Value dy, bool transA, bool transB)
    {
        GraphBuilder builder = context.Builder;
        return
        [
            !context.Needs(0) ? null : transA ? Product(b, dy, transB, true, a) : Product(dy, b, false, !transB, a),
            !context.Needs(1) ? null : transB ? Product(dy, a, true, transA, b) : Product(a, dy, !transA, false, b),
        ];

        // A matrix that was used with every matrix of a batch gets the sum over the batch in one product.
        Value Product(Value left, Value right, bool transLeft, bool transRight, Value operand)
        {
            bool sums = operand.Shape!.Rank == 2 && dy.Shape is { Rank: > 2 } && left.Shape?.Rank == right.Shape?.Rank;
            Value product = FlaggedMatMul.Call(builder, left, right, transLeft, transRight, sums);
            return Broadcasting.SumTo(builder, product, operand);
        }
    }
}
