using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>An operator that applies a function to each element and keeps the type.</summary>
internal abstract class UnaryOperator(string name, int sinceVersion = 1) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public sealed override int SinceVersion => sinceVersion;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(0));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        NodeAttributes attributes = context.Attributes;
        outputs.Set(0, x.Type.IsFloatingPoint()
            ? TensorValues.FromDoubles(x.Type, x.Shape, Array.ConvertAll(x.ToDoubles(), v => Apply(v, attributes)))
            : TensorValues.FromLongs(x.Type, x.Shape, Array.ConvertAll(x.ToLongs(), Apply)));
    }

    /// <summary>The function.</summary>
    protected abstract double Apply(double x, NodeAttributes attributes);

    /// <summary>The function of an integer, for operators that take integers.</summary>
    protected virtual long Apply(long x) => throw new InvalidOperationException($"{Id} takes floating-point numbers.");

    public override void Tie(TieContext context) => context.PassThrough(0, 0);
}
