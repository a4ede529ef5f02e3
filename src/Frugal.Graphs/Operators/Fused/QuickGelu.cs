namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.QuickGelu</c>: x / (1 + e^(−α x)), α 1.702 unless said otherwise.</summary>
internal sealed class QuickGelu : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("QuickGelu");

    protected override Value?[] Compose(Composition c) =>
        [c.Mul(c[0], c.Call("Sigmoid", c.Scale(c[0], c.Attributes.Float("alpha", 1.702f))))];
}
