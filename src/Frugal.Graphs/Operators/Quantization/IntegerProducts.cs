using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Products of quantized values in exact integers: Σ (a − z_a)(b − z_b), which float64 holds without rounding, and their way back to 8 bits.
/// </summary>
internal static class IntegerProducts
{
    /// <summary>The matrix product of the differences; row-major, and its shape without the axes that vectors do not have.</summary>
    public static double[] MatMul(DenseTensor a, DenseTensor? aZero, DenseTensor b, DenseTensor? bZero, out Shape shape)
    {
        DenseTensor left = Difference(a, aZero, rows: true), right = Difference(b, bZero, rows: false);
        if (a.Shape.Rank == 1) left = left.Reshape(new Shape(1, a.Shape[0]));
        if (b.Shape.Rank == 1) right = right.Reshape(new Shape(b.Shape[0], 1));
        double[] products = MatrixProducts.Multiply(left, right, false, false, out Shape full);
        int[] extents = full.ToArray();
        shape = new Shape([.. extents[..^2], .. a.Shape.Rank == 1 ? [] : extents[^2..^1], .. b.Shape.Rank == 1 ? [] : extents[^1..]]);
        return products;
    }

    /// <summary>The convolution of the differences; padding is the zero point. The weights' zero points are one, or one a filter.</summary>
    public static double[] Conv(NodeAttributes attributes, DenseTensor x, DenseTensor? xZero, DenseTensor w, DenseTensor? wZero, double[]? bias, out Shape shape)
    {
        var arithmetic = new ConvolutionArithmetic(attributes, x.Shape, w.Shape);
        shape = arithmetic.OutputShape;
        double[] weights = w.ToDoubles();
        if (wZero is not null)
        {
            long[] zeros = wZero.ToLongs();
            int perFilter = weights.Length / w.Shape[0];
            for (int i = 0; i < weights.Length; i++) weights[i] -= zeros[zeros.Length == 1 ? 0 : i / perFilter];
        }
        return arithmetic.Forward(Difference(x, xZero, rows: true).ToDoubles(), weights, bias);
    }

    /// <summary>clamp(round(sum · factor) + zero) with the product in float32, as runtimes do.</summary>
    public static double Requantize(double sum, float factor, long zero, ElementType type)
    {
        var (smallest, largest) = AffineQuantization.Range(type);
        return AffineQuantization.Quantize((float)sum * factor, zero, smallest, largest);
    }

    /// <summary>The shape of a matrix product, or null.</summary>
    public static SymbolicShape? InferMatMul(InferContext context, int first, int second)
    {
        if (context.Shape(first) is not { } a || context.Shape(second) is not { } b) return null;
        if (a.Rank == 0 || b.Rank == 0) throw context.Fail($"multiplies {a} by {b}; scalars are not allowed");
        SymbolicShape left = a.Rank == 1 ? new SymbolicShape(1, a[0]) : a, right = b.Rank == 1 ? new SymbolicShape(b[0], 1) : b;
        Dimension[] full = MatrixProducts.Infer(context, left, right, false, false).ToArray();
        return new SymbolicShape([.. full[..^2], .. a.Rank == 1 ? [] : full[^2..^1], .. b.Rank == 1 ? [] : full[^1..]]);
    }

    /// <summary>The shape of a convolution, or null.</summary>
    public static SymbolicShape? InferConv(InferContext context, int input, int weight)
    {
        if (context.Shape(input) is not { } x || context.Shape(weight) is not { } w || Operators.Conv.Kernel(context.Attributes, w) is not { } kernel) return null;
        if (x.Rank < 3 || x.Rank != w.Rank) throw context.Fail($"has an input of shape {x} and weights of shape {w}");
        WindowAxis[] axes = WindowAxis.Read(context.Attributes, kernel);
        return new SymbolicShape([x[0], w[0], .. axes.Select((axis, i) => axis.Over(x[i + 2]))]);
    }

    /// <summary>The multiply-accumulates of a matrix product whose first operand is at <paramref name="first"/>.</summary>
    public static OperatorCost MatMulCost(CostContext context, int first) =>
        context.Of(context.OutputShape(0).Count * context.InputShape(first).ToArray()[^1], context.OutputShape(0).Count);

    /// <summary>The multiply-accumulates of a convolution whose weights are at <paramref name="weight"/>.</summary>
    public static OperatorCost ConvCost(CostContext context, int weight)
    {
        Shape w = context.InputShape(weight);
        long outputs = context.OutputShape(0).Count;
        return context.Of(outputs * w.Product(1, w.Rank), outputs);
    }

    // A zero point of rank 1 belongs to the rows of the left operand and to the columns of the right one.
    private static DenseTensor Difference(DenseTensor tensor, DenseTensor? zero, bool rows)
    {
        double[] values = tensor.ToDoubles();
        if (zero is not null)
        {
            double[] zeros = zero.ToDoubles();
            Shape shape = zero.Shape.Rank == 1 && rows && zeros.Length > 1 ? new Shape(zeros.Length, 1) : zero.Shape;
            int[]? at = zeros.Length == 1 ? null : Broadcasting.SourceIndices(shape, tensor.Shape);
            for (int i = 0; i < values.Length; i++) values[i] -= zeros[at?[i] ?? 0];
        }
        return DenseTensor.From(values, tensor.Shape);
    }
}
