using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The gradients of <see cref="LayerNormalization"/> (attributes as there) from dy, x and scale: dx, dscale = Σ dy x̂ and dbias = Σ dy, each
/// left out where nobody asks. The statistics are taken again from x.
/// </summary>
internal sealed class LayerNormalizationGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("LayerNormalizationGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), context.Shape(1));
        context.Set(1, context.Type(2), context.Shape(2));
        context.Set(2, context.Type(2), context.Shape(2));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor gradient = inputs[0]!, scale = inputs[2]!;
        Shape shape = gradient.Shape;
        int length = checked((int)shape.Product(LayerNormalization.Axis(context.Attributes, shape.Rank), shape.Rank));
        double epsilon = context.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon);
        var statistics = new GroupStatistics(inputs[1]!.ToDoubles(), length, epsilon);
        double[] dy = gradient.ToDoubles(), gamma = scale.ToDoubles();
        double[] toScale = new double[length], toBias = new double[length], scaled = new double[dy.Length];
        for (int i = 0; i < dy.Length; i++)
        {
            int at = i % length;
            toScale[at] += dy[i] * statistics.Normalized[i];
            toBias[at] += dy[i];
            scaled[i] = dy[i] * gamma[at];
        }
        if (outputs.Wants(0)) outputs.Set(0, gradient.Type, shape, statistics.Transpose(scaled));
        outputs.Set(1, scale.Type, scale.Shape, toScale);
        outputs.Set(2, scale.Type, scale.Shape, toBias);
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 14 * context.InputShape(0).Count);
}
