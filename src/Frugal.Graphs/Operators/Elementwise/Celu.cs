namespace Frugal.Graphs.Operators;

/// <summary>x where x > 0, else α (e^(x/α) − 1); α is 1 unless said otherwise (Barron 2017).</summary>
internal sealed class Celu() : Activation("Celu", 12)
{
    protected override int OperationsPerElement => 4;

    protected override double Apply(double x, NodeAttributes attributes)
    {
        double alpha = attributes.Float("alpha", 1);
        return x > 0 ? x : alpha * SpecialFunctions.ExpMinusOne(x / alpha);
    }

    public override double Derivative(double x, NodeAttributes attributes) => x > 0 ? 1 : Math.Exp(x / attributes.Float("alpha", 1));
}
