namespace Frugal.Graphs.Operators;

/// <summary>x tanh(log(1 + e^x)) (Misra 2019).</summary>
internal sealed class Mish() : Activation("Mish", 18)
{
    protected override int OperationsPerElement => 5;

    protected override double Apply(double x, NodeAttributes attributes) => x * Math.Tanh(SpecialFunctions.Softplus(x));

    public override double Derivative(double x, NodeAttributes attributes)
    {
        double t = Math.Tanh(SpecialFunctions.Softplus(x));
        return t + x * (1 - t * t) * SpecialFunctions.Sigmoid(x);
    }
}
