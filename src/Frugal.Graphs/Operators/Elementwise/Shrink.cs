using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>x + bias below −λ, x − bias above λ (attribute <c>lambd</c>, 0.5), 0 between.</summary>
internal sealed class Shrink() : Activation("Shrink", 9)
{
    protected override int OperationsPerElement => 3;

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        outputs.Set(0, x.Type, x.Shape, Array.ConvertAll(x.ToDoubles(), v => Apply(v, context.Attributes)));
    }

    protected override double Apply(double x, NodeAttributes attributes)
    {
        double lambda = attributes.Float("lambd", 0.5f), bias = attributes.Float("bias", 0);
        return x < -lambda ? x + bias : x > lambda ? x - bias : 0;
    }

    public override double Derivative(double x, NodeAttributes attributes) => Math.Abs(x) > attributes.Float("lambd", 0.5f) ? 1 : 0;
}
