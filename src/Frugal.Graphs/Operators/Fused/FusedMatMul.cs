namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.FusedMatMul</c>: α A′B′ with A′ = A or, with <c>transA</c>, its last two axes swapped; with <c>transBatchA</c> the first
/// axis is moved before the last one beforehand. B′ likewise.
/// </summary>
internal sealed class FusedMatMul : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("FusedMatMul");

    protected override Value?[] Compose(Composition c)
    {
        Value a = Operand(c, 0, "transBatchA"), b = Operand(c, 1, "transBatchB");
        bool transA = c.Attributes.Flag("transA", false) && c.ShapeOf(a).Rank > 1, transB = c.Attributes.Flag("transB", false) && c.ShapeOf(b).Rank > 1;
        return [c.Scale(c.MatMul(a, b, transA, transB), c.Attributes.Float("alpha", 1))];
    }

    private static Value Operand(Composition c, int index, string flag)
    {
        if (!c.Attributes.Flag(flag, false)) return c[index];
        int rank = c.ShapeOf(c[index]).Rank;
        return c.Transpose(c[index], [.. Enumerable.Range(1, rank - 2).Select(i => (long)i), 0, rank - 1]);
    }
}
