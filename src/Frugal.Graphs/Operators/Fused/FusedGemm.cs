namespace Frugal.Graphs.Operators;

/// <summary><c>com.microsoft.FusedGemm</c>: activation(Gemm(a, b, c)). Attributes are those of Gemm, <c>activation</c> and its parameters.</summary>
internal sealed class FusedGemm : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("FusedGemm");

    protected override Value?[] Compose(Composition c)
    {
        NodeAttributes a = c.Attributes;
        Value y = c.Call("Gemm", c.Has(2) ? [c[0], c[1], c[2]] : [c[0], c[1]],
            ("alpha", a.Float("alpha", 1)), ("beta", a.Float("beta", 1)), ("transA", a.Int("transA", 0)), ("transB", a.Int("transB", 0)));
        return [FusedActivation.Append(c, y, a.Text("activation", ""), a.Float("activation_alpha", 0), a.Float("activation_beta", 0))];
    }
}
