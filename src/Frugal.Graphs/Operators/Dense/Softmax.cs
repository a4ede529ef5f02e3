namespace Frugal.Graphs.Operators;

/// <summary>e^xₖ / Σ e^xⱼ along an axis, the last unless said otherwise.</summary>
internal sealed class Softmax : SoftmaxOperator
{
    public override OperatorId Id => OperatorId.Onnx("Softmax");

    protected override void Normalise(double[] values, AlongAxis rows, int row)
    {
        var (maximum, sum) = Sum(values, rows, row);
        for (int k = 0; k < rows.Length; k++)
        {
            ref double value = ref values[rows.Index(row, k)];
            value = Math.Exp(value - maximum) / sum;
        }
    }
}
