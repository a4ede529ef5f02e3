using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>A tensor of the shape <c>shape</c> of normal numbers: mean <c>mean</c> (0), deviation <c>scale</c> (1).</summary>
internal sealed class RandomNormal() : RandomOperator("RandomNormal")
{
    public override void Infer(InferContext context) =>
        context.Set(0, TypeOf(context.Attributes, ElementType.Float32), SymbolicShape.Of(ShapeOf(context.Attributes)));

    protected override DenseTensor Draw(ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes, RandomStream random) =>
        Fill(TypeOf(attributes, ElementType.Float32), ShapeOf(attributes), () => Next(attributes, ref random));

    /// <summary>One number.</summary>
    internal static double Next(NodeAttributes attributes, ref RandomStream random) =>
        attributes.Float("mean", 0) + attributes.Float("scale", 1) * random.NextGaussian();
}
