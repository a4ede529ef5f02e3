using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// From dy, x and w of a <see cref="Conv"/> (attributes as there) Σ over the samples of the square of each sample's own gradient with respect to w, which only lends its shape.
/// </summary>
internal sealed class ConvGradientSquare : Operator
{
    public override OperatorId Id => OperatorId.Frugal("ConvGradientSquare");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(2));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor dy = inputs[0]!, x = inputs[1]!, w = inputs[2]!;
        var sample = new ConvolutionArithmetic(context.Attributes, x.Shape.With(0, 1), w.Shape);
        if (dy.Shape != sample.OutputShape.With(0, x.Shape[0]))
            throw new ArgumentException($"The gradient has the shape {dy.Shape}, which is not that of the convolution's output.");
        double[] gradients = dy.ToDoubles(), values = x.ToDoubles(), squares = new double[w.Count];
        int samples = x.Shape[0], gradientLength = samples == 0 ? 0 : gradients.Length / samples, length = samples == 0 ? 0 : values.Length / samples;
        for (int i = 0; i < samples; i++)
        {
            double[] own = sample.WeightGradient(gradients[(i * gradientLength)..((i + 1) * gradientLength)], values[(i * length)..((i + 1) * length)]);
            for (int j = 0; j < squares.Length; j++) squares[j] += own[j] * own[j];
        }
        outputs.Set(0, dy.Type, w.Shape, squares);
    }

    public override OperatorCost Cost(CostContext context)
    {
        Shape dy = context.InputShape(0), w = context.InputShape(2);
        return context.Of(dy.Count * w.Product(1, w.Rank), 2 * dy[0] * w.Count);
    }
}
