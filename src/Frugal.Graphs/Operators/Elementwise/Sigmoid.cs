namespace Frugal.Graphs.Operators;

/// <summary>1 / (1 + e^−x).</summary>
internal sealed class Sigmoid() : Activation("Sigmoid")
{
    public override bool DerivativeFromOutput => true;

    protected override int OperationsPerElement => 3;

    protected override double Apply(double x, NodeAttributes attributes) => SpecialFunctions.Sigmoid(x);

    public override double Derivative(double y, NodeAttributes attributes) => y * (1 - y);

    public override Value SecondDerivative(GraphBuilder builder, Value argument) =>
        builder.Call("Sub", builder.Scalar(1, argument.Type), builder.Call("Add", argument, argument));
}
