namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.SkipSimplifiedLayerNormalization</c>: root-mean-square normalisation of x + skip [+ bias] along the last axis. Inputs: x, skip, γ,
/// bias; outputs: the result, (not used), the factor, the sum.
/// </summary>
internal sealed class SkipSimplifiedLayerNormalization : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("SkipSimplifiedLayerNormalization");

    protected override Value?[] Compose(Composition c)
    {
        Value sum = c.AddOptional(c.Add(c[0], c[1]), c.Optional(3));
        var (result, inverse) = NormalizationParts.RootMeanSquare(c, sum, c[2], -1, c.Attributes.Float("epsilon", 1e-12f));
        return [result, null, inverse, sum];
    }
}
