using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A tensor of the shape <c>shape</c> of uniform numbers of [<c>low</c> (0), <c>high</c> (1)).</summary>
internal sealed class RandomUniform() : RandomOperator("RandomUniform")
{
    public override void Infer(InferContext context) =>
        context.Set(0, TypeOf(context.Attributes, ElementType.Float32), SymbolicShape.Of(ShapeOf(context.Attributes)));

    protected override DenseTensor Draw(ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes, RandomStream random) =>
        Fill(TypeOf(attributes, ElementType.Float32), ShapeOf(attributes), () => Next(attributes, ref random));

    /// <summary>One number.</summary>
    internal static double Next(NodeAttributes attributes, ref RandomStream random) =>
        attributes.Float("low", 0) + (attributes.Float("high", 1) - attributes.Float("low", 0)) * random.NextDouble();
}
