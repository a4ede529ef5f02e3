namespace Frugal.Graphs.Operators;

/// <summary>log(1 + e^x).</summary>
internal sealed class Softplus() : Activation("Softplus")
{
    protected override int OperationsPerElement => 3;

    protected override double Apply(double x, NodeAttributes attributes) => SpecialFunctions.Softplus(x);

    public override double Derivative(double x, NodeAttributes attributes) => SpecialFunctions.Sigmoid(x);
}
