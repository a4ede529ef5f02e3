namespace Frugal.Graphs.Operators;

/// <summary>x where x > 0, else α (e^x − 1); α is 1 unless said otherwise (Clevert, Unterthiner, Hochreiter 2016).</summary>
internal sealed class Elu() : Activation("Elu")
{
    protected override int OperationsPerElement => 3;

    protected override double Apply(double x, NodeAttributes attributes) => x > 0 ? x : attributes.Float("alpha", 1) * SpecialFunctions.ExpMinusOne(x);

    public override double Derivative(double x, NodeAttributes attributes) => x > 0 ? 1 : attributes.Float("alpha", 1) * Math.Exp(x);
}
