namespace Frugal.Graphs.Operators;

/// <summary>xₖ − log Σ e^xⱼ along an axis, the last unless said otherwise.</summary>
internal sealed class LogSoftmax : SoftmaxOperator
{
    public override OperatorId Id => OperatorId.Onnx("LogSoftmax");

    protected override void Normalise(double[] values, AlongAxis rows, int row) => Row(values, rows, row);

    /// <summary>Normalises one row in place.</summary>
    internal static void Row(double[] values, AlongAxis rows, int row)
    {
        var (maximum, sum) = Sum(values, rows, row);
        double logarithm = maximum + Math.Log(sum);
        for (int k = 0; k < rows.Length; k++) values[rows.Index(row, k)] -= logarithm;
    }
}
