namespace Frugal.Graphs.Operators;

/// <summary>The tangent.</summary>
internal sealed class Tan() : UnaryOperator("Tan", 7)
{
    protected override double Apply(double x, NodeAttributes attributes) => Math.Tan(x);

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, y = context.Output(0), one = builder.Scalar(1, dy.Type);
        return [builder.Call("Mul", dy, builder.Call("Add", one, builder.Call("Mul", y, y)))];
    }
}
