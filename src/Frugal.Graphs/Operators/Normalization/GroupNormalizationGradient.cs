using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The gradients of <see cref="GroupNormalization"/> and, with <c>num_groups</c> 0 (every channel a group), of
/// <see cref="InstanceNormalization"/>, from dy, x and scale: dx, dscale = Σ dy x̂ and dbias = Σ dy for each channel, each left out where
/// nobody asks. The statistics are taken again from x.
/// </summary>
internal sealed class GroupNormalizationGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("GroupNormalizationGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), context.Shape(1));
        context.Set(1, context.Type(2), context.Shape(2));
        context.Set(2, context.Type(2), context.Shape(2));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor gradient = inputs[0]!, scale = inputs[2]!;
        ChannelLayout layout = ChannelLayout.Of(gradient.Shape);
        int length = GroupNormalization.RunLength(layout, checked((int)context.Attributes.Int("num_groups", 1)));
        double epsilon = context.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon);
        var statistics = new GroupStatistics(inputs[1]!.ToDoubles(), length, epsilon);
        double[] dy = gradient.ToDoubles(), gamma = scale.ToDoubles();
        if (outputs.Wants(0))
        {
            var scaled = new double[dy.Length];
            for (int i = 0; i < dy.Length; i++) scaled[i] = dy[i] * gamma[layout.ChannelOf(i)];
            outputs.Set(0, gradient.Type, gradient.Shape, statistics.Transpose(scaled));
        }
        outputs.Set(1, scale.Type, scale.Shape, layout.Sums(dy.Length, (i, _) => dy[i] * statistics.Normalized[i]));
        outputs.Set(2, scale.Type, scale.Shape, layout.Sums(dy.Length, (i, _) => dy[i]));
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 14 * context.InputShape(0).Count);
}
