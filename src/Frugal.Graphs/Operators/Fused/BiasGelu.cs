namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.BiasGelu</c>: Gelu(x + bias), by the error function.</summary>
internal sealed class BiasGelu : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("BiasGelu");

    protected override Value?[] Compose(Composition c) => [c.Call("Gelu", c.Add(c[0], c[1]))];
}
