namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.FusedConv</c>: activation(Conv(x, w, bias) + z). Attributes are those of Conv, <c>activation</c> and <c>activation_params</c>.
/// </summary>
internal sealed class FusedConv : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("FusedConv");

    protected override Value?[] Compose(Composition c)
    {
        NodeAttributes attributes = c.Attributes.Without("activation").Without("activation_params");
        Value y = c.Builder.Node(OperatorId.Onnx("Conv"), c.Has(2) ? [c[0], c[1], c[2]] : [c[0], c[1]], 1, attributes).Output;
        return [FusedActivation.Append(c, c.AddOptional(y, c.Optional(3)), c.Attributes.Text("activation", ""), c.Attributes.Floats("activation_params") ?? [])];
    }
}
