using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>The loss of gradient checks: inputs y₀ … yₖ₋₁, w₀ … wₖ₋₁; the scalar Σ yᵢ·wᵢ. Not an operator of the product.</summary>
internal sealed class WeightedSum : Operator
{
    public override OperatorId Id => new("test", "WeightedSum");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), SymbolicShape.Scalar);

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        double sum = 0;
        for (int i = 0; i < inputs.Length / 2; i++)
            sum += inputs[i]!.ToDoubles().Zip(inputs[i + inputs.Length / 2]!.ToDoubles(), (y, w) => y * w).Sum();
        outputs.Set(0, inputs[0]!.Type, Shape.Scalar, [sum]);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        var gradients = new Value?[context.Node.Inputs.Count];
        for (int i = 0; i < gradients.Length / 2; i++)
        {
            Node node = context.Builder.Graph.AddNode(new Scaled(), [context.OutputGradient(0), context.Input(i + gradients.Length / 2), context.Input(i)], [""]);
            ShapeInference.Run(node);
            gradients[i] = node.Output;
        }
        return gradients;
    }

    // The weights times a scalar; the third input says the shape, a symbolic batch included.
    private sealed class Scaled : Operator
    {
        public override OperatorId Id => new("test", "Scaled");

        public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(2));

        public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
        {
            double factor = inputs[0]!.ToDoubles()[0];
            outputs.Set(0, inputs[1]!.Type, inputs[1]!.Shape, Array.ConvertAll(inputs[1]!.ToDoubles(), w => factor * w));
        }

        // The scalar is the gradient of the loss with respect to itself, and the shape carries no values.
        public override IReadOnlyList<Value?> Differentiate(GradientContext context) => [null, null, null];
    }
}
