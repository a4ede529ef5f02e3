namespace Frugal.Graphs.Operators;

/// <summary>γ x where x > 0, else γ α (e^x − 1), with constants that keep mean 0 and variance 1 (Klambauer et al. 2017, "Self-Normalizing Neural Networks").</summary>
internal sealed class Selu() : Activation("Selu")
{
    protected override int OperationsPerElement => 4;

    protected override double Apply(double x, NodeAttributes attributes) => Gamma(attributes) * (x > 0 ? x : Alpha(attributes) * SpecialFunctions.ExpMinusOne(x));

    public override double Derivative(double x, NodeAttributes attributes) => Gamma(attributes) * (x > 0 ? 1 : Alpha(attributes) * Math.Exp(x));

    private static float Alpha(NodeAttributes attributes) => attributes.Float("alpha", 1.67326319217681884765625f);

    private static float Gamma(NodeAttributes attributes) => attributes.Float("gamma", 1.05070102214813232421875f);
}
