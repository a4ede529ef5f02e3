namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.SkipLayerNormalization</c>: layer normalisation of x + skip [+ bias] along the last axis. Inputs: x, skip, γ, β, bias; outputs: the
/// result, means, inverse deviations, the sum.
/// </summary>
internal sealed class SkipLayerNormalization : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("SkipLayerNormalization");

    protected override Value?[] Compose(Composition c)
    {
        Value sum = c.AddOptional(c.Add(c[0], c[1]), c.Optional(4));
        int outputs = c.Wants(1) || c.Wants(2) ? 3 : 1;
        Value?[] normalized = NormalizationParts.Layer(c, sum, c[2], c.Optional(3), c.Attributes.Float("epsilon", 1e-12f), outputs);
        return outputs == 3 ? [normalized[0], normalized[1], normalized[2], sum] : [normalized[0], null, null, sum];
    }
}
