using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>As <see cref="RandomNormal"/>, in the shape of the input, and in its type unless <c>dtype</c> names another.</summary>
internal sealed class RandomNormalLike() : RandomOperator("RandomNormalLike")
{
    public override void Infer(InferContext context) => context.Set(0, TypeOf(context.Attributes, context.Type(0)), context.Shape(0));

    protected override DenseTensor Draw(ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes, RandomStream random) =>
        Fill(TypeOf(attributes, inputs[0]!.Type), inputs[0]!.Shape, () => RandomNormal.Next(attributes, ref random));
}
