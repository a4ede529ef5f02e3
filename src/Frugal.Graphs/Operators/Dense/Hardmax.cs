namespace Frugal.Graphs.Operators;

/// <summary>1 at the first largest element of each row along an axis, the last unless said otherwise, and 0 elsewhere. The gradient is 0.</summary>
internal sealed class Hardmax : SoftmaxOperator
{
    public override OperatorId Id => OperatorId.Onnx("Hardmax");

    protected override void Normalise(double[] values, AlongAxis rows, int row)
    {
        int best = 0;
        for (int k = 1; k < rows.Length; k++)
            if (values[rows.Index(row, k)] > values[rows.Index(row, best)]) best = k;
        for (int k = 0; k < rows.Length; k++) values[rows.Index(row, k)] = k == best ? 1 : 0;
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];

    public override OperatorCost Cost(CostContext context) => context.Elementwise(1);
}
