namespace Frugal.Graphs;

/// <summary>What one run of a node costs.</summary>
/// <param name="MultiplyAccumulates">Multiply-accumulates of convolutions and matrix products; nothing else counts here.</param>
/// <param name="OtherOperations">All other arithmetic operations, comparisons included.</param>
/// <param name="BytesRead">Bytes of all inputs.</param>
/// <param name="BytesWritten">Bytes of all outputs.</param>
public readonly record struct OperatorCost(long MultiplyAccumulates, long OtherOperations, long BytesRead, long BytesWritten)
{
    /// <summary>The sum of two costs.</summary>
    public static OperatorCost operator +(OperatorCost left, OperatorCost right) => new(
        left.MultiplyAccumulates + right.MultiplyAccumulates,
        left.OtherOperations + right.OtherOperations,
        left.BytesRead + right.BytesRead,
        left.BytesWritten + right.BytesWritten);
}
