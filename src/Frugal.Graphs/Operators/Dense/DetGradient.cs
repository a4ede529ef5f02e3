using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>dx of <see cref="Det"/> from dy and x: dy times the cofactors of each matrix, which also exist where it is singular.</summary>
internal sealed class DetGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("DetGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!;
        int n = x.Shape[x.Shape.Rank - 1];
        double[] dy = inputs[0]!.ToDoubles(), values = x.ToDoubles();
        var dx = new double[values.Length];
        for (int m = 0; m < dy.Length; m++)
            for (int row = 0; row < n; row++)
                for (int column = 0; column < n; column++)
                    dx[(m * n + row) * n + column] = dy[m] * ((row + column) % 2 == 0 ? 1 : -1) * Minor(values.AsSpan(m * n * n, n * n), n, row, column);
        outputs.Set(0, x.Type, x.Shape, dx);
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape x = context.InputShape(1);
        long n = x[x.Rank - 1];
        return context.Of(x.Count * n * n * n / 3, 0);
    }

    private static double Minor(ReadOnlySpan<double> matrix, int n, int row, int column)
    {
        var rest = new double[(n - 1) * (n - 1)];
        for (int i = 0, at = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                if (i != row && j != column) rest[at++] = matrix[i * n + j];
        return Det.Of(rest, n - 1);
    }
}
