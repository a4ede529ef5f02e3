namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.BiasSoftmax</c>: softmax of x + bias over all axes from <c>axis</c> (default 1) on together. The bias broadcasts as in Add.
/// </summary>
internal sealed class BiasSoftmax : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("BiasSoftmax");

    protected override Value?[] Compose(Composition c)
    {
        Value sum = c.Add(c[0], c[1]);
        int rank = c.ShapeOf(sum).Rank;
        long axis = c.Attributes.Int("axis", 1);
        if (axis < 0) axis += rank;
        if (axis == rank - 1) return [c.Softmax(sum)];
        Value flat = c.Softmax(c.Call("Flatten", [sum], ("axis", axis)), 1);
        return [c.Call("Reshape", flat, c.Call("Shape", sum))];
    }
}
