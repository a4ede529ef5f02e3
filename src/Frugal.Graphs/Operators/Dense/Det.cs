using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>The determinant of each square matrix on the last two axes.</summary>
internal sealed class Det : Operator
{
    public override OperatorId Id => OperatorId.Onnx("Det");

    public override int SinceVersion => 11;

    public override void Infer(InferContext context)
    {
        SymbolicShape? x = context.Shape(0);
        if (x is not null && (x.Rank < 2 || (x[-1].IsNumber && x[-2].IsNumber && x[-1] != x[-2]))) throw context.Fail($"needs square matrices, not {x}");
        context.Set(0, context.Type(0), x is null ? null : new SymbolicShape([.. x.Take(x.Rank - 2)]));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        int n = x.Shape[x.Shape.Rank - 1], matrices = (int)x.Shape.Product(0, x.Shape.Rank - 2);
        double[] values = x.ToDoubles();
        var determinants = new double[matrices];
        for (int m = 0; m < matrices; m++) determinants[m] = Of(values.AsSpan(m * n * n, n * n).ToArray(), n);
        outputs.Set(0, x.Type, new Shape(x.Shape.ToArray()[..^2]), determinants);
    }

    public override void Tie(TieContext context)
    {
        for (int axis = 0; axis < context.OutputShape(0).Rank; axis++) context.Same(context.Input(0, axis), context.Output(0, axis));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.CallFrugal("DetGradient", [context.OutputGradient(0), context.Input(0)])];

    public override OperatorCost Cost(CostContext context)
    {
        Shape x = context.InputShape(0);
        return context.Of(x.Count * x[x.Rank - 1] / 3, 0);
    }

    /// <summary>The determinant of a row-major matrix, by Gaussian elimination with the largest pivot; the matrix is destroyed.</summary>
    internal static double Of(double[] a, int n)
    {
        double determinant = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
                if (Math.Abs(a[i * n + k]) > Math.Abs(a[pivot * n + k])) pivot = i;
            if (a[pivot * n + k] == 0) return 0;
            if (pivot != k)
            {
                determinant = -determinant;
                for (int j = k; j < n; j++) (a[k * n + j], a[pivot * n + j]) = (a[pivot * n + j], a[k * n + j]);
            }
            determinant *= a[k * n + k];
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i * n + k] / a[k * n + k];
                for (int j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
            }
        }
        return determinant;
    }
}
