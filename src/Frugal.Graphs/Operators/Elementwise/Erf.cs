namespace Frugal.Graphs.Operators;

/// <summary>The error function.</summary>
internal sealed class Erf() : Activation("Erf", 9)
{
    protected override double Apply(double x, NodeAttributes attributes) => SpecialFunctions.Erf(x);

    public override double Derivative(double x, NodeAttributes attributes) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x);
}
