namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.Gelu</c>: x Φ(x), by the error function.</summary>
internal sealed class MicrosoftGelu : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("Gelu");

    protected override Value?[] Compose(Composition c) => [c.Call("Gelu", c[0])];
}
