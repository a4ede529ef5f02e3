namespace Frugal.Graphs.Operators;

/// <summary>max(0, min(1, α x + β)), α 0.2 and β 0.5 unless said otherwise.</summary>
internal sealed class HardSigmoid() : Activation("HardSigmoid")
{
    protected override int OperationsPerElement => 4;

    protected override double Apply(double x, NodeAttributes attributes) => Math.Clamp(Alpha(attributes) * x + Beta(attributes), 0, 1);

    public override double Derivative(double x, NodeAttributes attributes)
    {
        double y = Alpha(attributes) * x + Beta(attributes);
        return y > 0 && y < 1 ? Alpha(attributes) : 0;
    }

    // The product is exact in float64, so that only one rounding happens.
    private static double Alpha(NodeAttributes attributes) => attributes.Float("alpha", 0.2f);

    private static double Beta(NodeAttributes attributes) => attributes.Float("beta", 0.5f);
}
