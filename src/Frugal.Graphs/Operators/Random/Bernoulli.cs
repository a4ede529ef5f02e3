using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>1 with the probability that the input says for each element, else 0; in the input's type unless <c>dtype</c> names another.</summary>
internal sealed class Bernoulli() : RandomOperator("Bernoulli", 15)
{
    public override void Infer(InferContext context) => context.Set(0, TypeOf(context.Attributes, context.Type(0)), context.Shape(0));

    protected override DenseTensor Draw(ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes, RandomStream random)
    {
        double[] probabilities = inputs[0]!.ToDoubles();
        int i = 0;
        return Fill(TypeOf(attributes, inputs[0]!.Type), inputs[0]!.Shape, () => random.NextDouble() < probabilities[i++] ? 1 : 0);
    }
}
