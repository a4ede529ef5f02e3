namespace Frugal.Graphs.Operators;

/// <summary>
/// The remainder of a / b, broadcast: with b's sign, or with <c>fmod</c> 1, which floating-point numbers need, with a's as in C. An integer
/// modulo 0, which ONNX leaves open, gives 0.
/// </summary>
internal sealed class Mod() : BroadcastOperator("Mod", 10)
{
    protected override double Apply(double left, double right, NodeAttributes attributes)
    {
        double remainder = left % right;
        return attributes.Flag("fmod", false) || remainder == 0 || (remainder < 0) == (right < 0) ? remainder : remainder + right;
    }

    protected override long Apply(long left, long right, NodeAttributes attributes)
    {
        if (right is 0 or -1) return 0; // long.MinValue % −1 would be an exception
        long remainder = left % right;
        return attributes.Flag("fmod", false) || remainder == 0 || (remainder < 0) == (right < 0) ? remainder : remainder + right;
    }

    protected override ulong ApplyUnsigned(ulong left, ulong right, NodeAttributes attributes) => right == 0 ? 0 : left % right;

    protected override Dimension Apply(Dimension left, Dimension right) =>
        left.IsNumber && right.IsNumber && left.Number >= 0 && right.Number > 0 ? left.Number % right.Number : Dimension.Unknown;
}
