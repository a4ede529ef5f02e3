namespace Frugal.Graphs.Operators;

/// <summary>x / (1 + |x|).</summary>
internal sealed class Softsign() : Activation("Softsign")
{
    protected override int OperationsPerElement => 3;

    protected override double Apply(double x, NodeAttributes attributes) => x / (1 + Math.Abs(x));

    public override double Derivative(double x, NodeAttributes attributes) => 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x)));
}
