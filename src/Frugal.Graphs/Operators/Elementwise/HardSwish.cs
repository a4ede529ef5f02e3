namespace Frugal.Graphs.Operators;

/// <summary>x · max(0, min(1, x/6 + 1/2)) (Howard et al. 2019, "Searching for MobileNetV3").</summary>
internal sealed class HardSwish() : Activation("HardSwish", 14)
{
    protected override int OperationsPerElement => 5;

    protected override double Apply(double x, NodeAttributes attributes) => x * Math.Clamp(x / 6 + 0.5, 0, 1);

    public override double Derivative(double x, NodeAttributes attributes) => x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5;
}
