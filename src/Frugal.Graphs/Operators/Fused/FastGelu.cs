namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.FastGelu</c>: Gelu(x [+ bias]) in its approximation by tanh.</summary>
internal sealed class FastGelu : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("FastGelu");

    protected override Value?[] Compose(Composition c) => [c.Call("Gelu", [c.AddOptional(c[0], c.Optional(1))], ("approximate", "tanh"))];
}
