using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>(dy, x, regions, samples) → dx of <see cref="RoiAlign"/>, attributes as there.</summary>
internal sealed class RoiAlignGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("RoiAlignGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!;
        var sampler = new RoiAlignSampler(x.Shape, inputs[2]!, context.Attributes);
        double[] dy = inputs[0]!.ToDoubles(), values = x.ToDoubles(), dx = new double[values.Length];
        long[] samples = inputs[3]!.ToLongs();
        int channels = x.Shape[1], plane = x.Shape[2] * x.Shape[3];
        for (int i = 0; i < dy.Length; i++)
        {
            int column = i % sampler.Columns, row = i / sampler.Columns % sampler.Rows, channel = i / (sampler.Rows * sampler.Columns) % channels;
            int region = i / (sampler.Rows * sampler.Columns * channels), first = checked((int)samples[region] * channels + channel) * plane;
            double gradient = dy[i];
            var (largest, at, share) = (double.NegativeInfinity, 0, 0.0);
            sampler.Visit(region, row, column, (count, places, weights) =>
            {
                for (int t = 0; t < places.Length; t++)
                {
                    double term = weights[t] * values[first + places[t]];
                    if (!sampler.IsMaximum) dx[first + places[t]] += gradient * weights[t] / count;
                    else if (term > largest) (largest, at, share) = (term, first + places[t], weights[t]);
                }
            });
            if (sampler.IsMaximum && share != 0) dx[at] += gradient * share;
        }
        outputs.Set(0, inputs[0]!.Type, x.Shape, dx);
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 16 * context.InputShape(0).Count);
}
