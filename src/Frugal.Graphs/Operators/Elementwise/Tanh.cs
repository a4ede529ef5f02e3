namespace Frugal.Graphs.Operators;

/// <summary>The hyperbolic tangent.</summary>
internal sealed class Tanh() : Activation("Tanh")
{
    public override bool DerivativeFromOutput => true;

    protected override double Apply(double x, NodeAttributes attributes) => Math.Tanh(x);

    public override double Derivative(double y, NodeAttributes attributes) => 1 - y * y;

    public override Value SecondDerivative(GraphBuilder builder, Value argument) =>
        builder.Call("Mul", argument, builder.Scalar(-2, argument.Type));
}
