namespace Frugal.Graphs.Operators;

/// <summary>x Φ(x) with Φ the normal distribution function; with <c>approximate</c> = <c>tanh</c> x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks and Gimpel 2016).</summary>
internal sealed class Gelu() : Activation("Gelu", 20)
{
    protected override int OperationsPerElement => 6;

    protected override double Apply(double x, NodeAttributes attributes)
    {
        if (attributes.Text("approximate", "none") != "tanh") return 0.5 * x * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2)));
        return 0.5 * x * (1 + Math.Tanh(Inner(x)));
    }

    public override double Derivative(double x, NodeAttributes attributes)
    {
        if (attributes.Text("approximate", "none") != "tanh")
            return 0.5 * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2))) + x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        double t = Math.Tanh(Inner(x));
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Math.Sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    }

    private static double Inner(double x) => Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
}
