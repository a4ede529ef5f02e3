using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// A window of the given size, a₀ − a₁ cos φ + a₂ cos 2φ with φ = 2πn/D: D is the size for a <c>periodic</c> window (the default), one less for a symmetric one. The attribute
/// <c>output_datatype</c> names its type, float32 unless given. Input: the size, a scalar.
/// </summary>
internal abstract class WindowOperator(string name, double a0, double a1, double a2) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public sealed override int SinceVersion => 17;

    public sealed override void Infer(InferContext context) =>
        context.Set(0, (ElementType)context.Attributes.Int("output_datatype", 1), new SymbolicShape(context.KnownNumbers(0) is [var size] ? size : Dimension.Unknown));

    public sealed override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        int size = checked((int)inputs[0]!.ToLongs()[0]);
        if (size < 0) throw new InvalidModelException($"{context.Node.Describe()} has the size {size}.");
        double denominator = context.Attributes.Flag("periodic", true) ? size : size - 1;
        var values = new double[size];
        for (int n = 0; n < size; n++)
        {
            double angle = 2 * Math.PI * n / denominator;
            values[n] = a0 - a1 * Math.Cos(angle) + a2 * Math.Cos(2 * angle);
        }
        outputs.Set(0, (ElementType)context.Attributes.Int("output_datatype", 1), new Shape(size), values);
    }

    public sealed override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null];

    public sealed override OperatorCost Cost(CostContext context) => context.Elementwise(6);
}
