namespace Frugal.Graphs.Operators;

/// <summary>
/// An element-wise function y = f(x) whose gradient is one fused node, <c>ai.frugal.&lt;Name&gt;Gradient</c> (see <see cref="ActivationGradient"/>).
/// </summary>
internal abstract class Activation(string name, int sinceVersion = 1) : UnaryOperator(name, sinceVersion)
{
    /// <summary>Whether the derivative is a function of y rather than of x, so that x need not be kept.</summary>
    public virtual bool DerivativeFromOutput => false;

    /// <summary>f′, as a function of x, or of y where <see cref="DerivativeFromOutput"/> says so.</summary>
    public abstract double Derivative(double value, NodeAttributes attributes);

    /// <summary>
    /// f″ along f: how the derivative changes with its argument, as nodes, from that argument; null where it is not supported.
    /// </summary>
    public virtual Value? SecondDerivative(GraphBuilder builder, Value argument) => null;

    /// <summary>The operations that one element takes; a transcendental function counts as one.</summary>
    protected virtual int OperationsPerElement => 1;

    public sealed override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value argument = DerivativeFromOutput ? context.Output(0) : context.Input(0);
        return [context.Builder.Node(ActivationGradient.IdOf(this), [context.OutputGradient(0), argument], 1, context.Attributes).Output];
    }

    public sealed override OperatorCost Cost(CostContext context) => context.Elementwise(OperationsPerElement);
}
