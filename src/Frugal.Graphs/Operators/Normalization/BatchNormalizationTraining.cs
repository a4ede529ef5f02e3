using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Batch normalisation by the batch's own statistics. Inputs: x, scale, bias, running mean, running variance; outputs: y, the batch's mean
/// and 1/√(variance + ε) for the gradient, and the new running statistics: momentum · old + (1 − momentum) · batch, where, as in most
/// training frameworks and unlike ONNX's training mode, the variance that is blended in is the unbiased one (divided by m − 1).
/// </summary>
internal sealed class BatchNormalizationTraining : Operator
{
    public override OperatorId Id => OperatorId.Frugal("BatchNormalizationTraining");

    public override void Infer(InferContext context)
    {
        BatchNormalization.RequireChannels(context, 1, 2, 3, 4);
        context.Set(0, context.Type(0), context.Shape(0));
        for (int i = 1; i < 5; i++) context.Set(i, context.Type(3), context.Shape(3));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!, runningMean = inputs[3]!, runningVariance = inputs[4]!;
        ChannelLayout layout = ChannelLayout.Of(x.Shape);
        int m = layout.PerChannel;
        if (m < 2) throw new ArgumentException($"{context.Node.Describe()} cannot take statistics of one element a channel; use a larger batch or frozen statistics.");
        double[] from = x.ToDoubles();
        var (mean, variance) = BatchStatistics.Of(from, layout);
        double epsilon = context.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon);
        double kept = context.Attributes.Float("momentum", BatchNormalization.DefaultMomentum);
        double[] inverse = Array.ConvertAll(variance, v => 1 / Math.Sqrt(v + epsilon));
        double[] unbiased = Array.ConvertAll(variance, v => v * m / (m - 1));
        outputs.Set(0, x.Type, x.Shape, BatchNormalization.Normalize(from, layout, mean, inverse, inputs[1]!.ToDoubles(), inputs[2]!.ToDoubles()));
        outputs.Set(1, runningMean.Type, runningMean.Shape, mean);
        outputs.Set(2, runningMean.Type, runningMean.Shape, inverse);
        outputs.Set(3, runningMean.Type, runningMean.Shape, BatchStatistics.Blend(runningMean.ToDoubles(), mean, kept));
        outputs.Set(4, runningVariance.Type, runningVariance.Shape, BatchStatistics.Blend(runningVariance.ToDoubles(), unbiased, kept));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        for (int i = 1; i < 5; i++)
            if (context.OutputGradient(i) is not null)
                throw new UnsupportedOperatorException($"{context.Node.Describe()} has a gradient through its first output only.");
        return GradientNode.Append(
            context, "BatchNormalizationGradient",
            [context.OutputGradient(0), context.Input(0), context.Input(1), context.Output(1), context.Output(2)], NodeAttributes.Empty,
            context.Needs(0), context.Needs(1), context.Needs(2));
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(7);
}
