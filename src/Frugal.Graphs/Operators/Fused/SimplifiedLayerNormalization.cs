namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>SimplifiedLayerNormalization</c>, which ONNX Runtime writes into ONNX's own domain: x / √(mean(x²) + ε) · scale; a second output is the factor.
/// </summary>
internal sealed class SimplifiedLayerNormalization : ComposedOperator
{
    public override OperatorId Id => OperatorId.Onnx("SimplifiedLayerNormalization");

    protected override bool IsStandard => false;

    protected override Value?[] Compose(Composition c)
    {
        var (result, inverse) = NormalizationParts.RootMeanSquare(c, c[0], c[1], c.Attributes.Int("axis", -1), c.Attributes.Float("epsilon", 1e-5f));
        return [result, inverse];
    }
}
