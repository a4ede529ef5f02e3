using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The gradients of <see cref="BatchNormalizationTraining"/> (Ioffe and Szegedy 2015). Inputs: dy, x, scale, and the saved mean μ and
/// s = 1/√(variance + ε); with x̂ = (x − μ) s and m elements a channel: dbias = Σ dy, dscale = Σ dy x̂,
/// dx = scale·s/m · (m dy − dbias − x̂ dscale), each left out where nobody asks.
/// </summary>
internal sealed class BatchNormalizationGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("BatchNormalizationGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), context.Shape(1));
        context.Set(1, context.Type(2), context.Shape(2));
        context.Set(2, context.Type(2), context.Shape(2));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor gradient = inputs[0]!, scale = inputs[2]!;
        double[] dy = gradient.ToDoubles(), x = inputs[1]!.ToDoubles(), gamma = scale.ToDoubles();
        double[] mean = inputs[3]!.ToDoubles(), inverse = inputs[4]!.ToDoubles();
        ChannelLayout layout = ChannelLayout.Of(gradient.Shape);
        double[] toBias = layout.Sums(dy.Length, (i, _) => dy[i]);
        double[] toScale = layout.Sums(dy.Length, (i, c) => dy[i] * (x[i] - mean[c]) * inverse[c]);
        outputs.Set(1, scale.Type, scale.Shape, toScale);
        outputs.Set(2, scale.Type, scale.Shape, toBias);
        if (!outputs.Wants(0)) return;
        int m = layout.PerChannel;
        var dx = new double[dy.Length];
        for (int i = 0; i < dx.Length; i++)
        {
            int c = layout.ChannelOf(i);
            double normalized = (x[i] - mean[c]) * inverse[c];
            dx[i] = gamma[c] * inverse[c] / m * (m * dy[i] - toBias[c] - normalized * toScale[c]);
        }
        outputs.Set(0, gradient.Type, gradient.Shape, dx);
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 10 * context.InputShape(0).Count);
}
