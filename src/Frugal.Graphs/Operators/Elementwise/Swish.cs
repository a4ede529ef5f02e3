namespace Frugal.Graphs.Operators;

/// <summary>x / (1 + e^(−α x)), α 1 unless said otherwise; also called SiLU (Ramachandran, Zoph, Le 2017).</summary>
internal sealed class Swish() : Activation("Swish", 24)
{
    protected override int OperationsPerElement => 4;

    protected override double Apply(double x, NodeAttributes attributes) => x * SpecialFunctions.Sigmoid(attributes.Float("alpha", 1) * x);

    public override double Derivative(double x, NodeAttributes attributes)
    {
        double alpha = attributes.Float("alpha", 1), s = SpecialFunctions.Sigmoid(alpha * x);
        return s + alpha * x * s * (1 - s);
    }
}
