namespace Frugal.Graphs.Operators;

/// <summary>x where x ≥ 0, else α·x; α is 0.01 unless said otherwise (Maas, Hannun, Ng 2013).</summary>
internal sealed class LeakyRelu() : Activation("LeakyRelu")
{
    protected override double Apply(double x, NodeAttributes attributes) => x < 0 ? attributes.Float("alpha", 0.01f) * x : x;

    public override double Derivative(double x, NodeAttributes attributes) => x < 0 ? attributes.Float("alpha", 0.01f) : 1;
}
