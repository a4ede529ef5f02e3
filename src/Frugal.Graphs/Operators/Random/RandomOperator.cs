using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// An operator that draws random numbers. The standard leaves the generator open: here the numbers depend on the attribute <c>seed</c> (0
/// where it is missing), the name of the node (of its output, where it has none) and the training step alone, so that a run can be repeated.
/// </summary>
internal abstract class RandomOperator(string name, int sinceVersion = 1) : Operator
{
    public sealed override OperatorId Id { get; } = OperatorId.Onnx(name);

    public sealed override int SinceVersion => sinceVersion;

    public sealed override bool DependsOnStep => true;

    public sealed override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        int seed = BitConverter.SingleToInt32Bits(context.Attributes.Float("seed", 0));
        string stream = context.Node.Name.Length > 0 ? context.Node.Name : context.Node.Output.Name;
        outputs.Set(0, Draw(inputs, context.Attributes, new RandomStream((uint)seed).Split(stream).Split(context.Step)));
    }

    // Random numbers do not depend on what they are shaped like.
    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) => [.. context.Node.Inputs.Select(_ => (Value?)null)];

    /// <summary>Draws the output.</summary>
    protected abstract DenseTensor Draw(ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes, RandomStream random);

    /// <summary>The element type that <c>dtype</c> names.</summary>
    protected static ElementType TypeOf(NodeAttributes attributes, ElementType otherwise) => (ElementType)attributes.Int("dtype", (long)otherwise);

    /// <summary>The shape that the attribute <c>shape</c> gives.</summary>
    protected static Shape ShapeOf(NodeAttributes attributes) =>
        new(Array.ConvertAll(attributes.Ints("shape") ?? throw new InvalidModelException("The attribute 'shape' is missing."), d => checked((int)d)));

    /// <summary>A tensor of values drawn one after another.</summary>
    protected static DenseTensor Fill(ElementType type, Shape shape, Func<double> next)
    {
        var values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++) values[i] = next();
        return TensorValues.FromDoubles(type, shape, values);
    }
}
