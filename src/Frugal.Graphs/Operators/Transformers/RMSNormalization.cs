namespace Frugal.Graphs.Operators;

/// <summary>x / √(mean(x²) + ε) · scale over the axes from <c>axis</c> (default −1) on (Zhang and Sennrich 2019).</summary>
internal sealed class RMSNormalization : ComposedOperator
{
    public override OperatorId Id => OperatorId.Onnx("RMSNormalization");

    public override int SinceVersion => 23;

    protected override Value?[] Compose(Composition c) =>
        [NormalizationParts.RootMeanSquare(c, c[0], c[1], c.Attributes.Int("axis", -1), c.Attributes.Float("epsilon", 1e-5f)).Result];
}
