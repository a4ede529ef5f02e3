namespace Frugal.Graphs.Operators;

/// <summary>x where x > α, else 0; α is 1 unless said otherwise.</summary>
internal sealed class ThresholdedRelu() : Activation("ThresholdedRelu", 10)
{
    protected override double Apply(double x, NodeAttributes attributes) => x > attributes.Float("alpha", 1) ? x : 0;

    public override double Derivative(double x, NodeAttributes attributes) => x > attributes.Float("alpha", 1) ? 1 : 0;
}
