using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x [N,C,H,W], regions [R,4] as x1, y1, x2, y2, sample of each region [R]) → [R,C,output_height,output_width]: each cell of a region is the
/// mean of bilinear samples in it (He et al. 2017, "Mask R-CNN"). In mode <c>max</c> it is, as in ONNX Runtime, the largest of all elements
/// that the samples read, each times its bilinear weight.
/// </summary>
internal sealed class RoiAlign : Operator
{
    public override OperatorId Id => OperatorId.Onnx("RoiAlign");

    public override int SinceVersion => 10;

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Text("mode", "avg") is not ("avg" or "max")) throw context.Fail("has a mode other than avg and max");
        SymbolicShape? x = context.Shape(0), regions = context.Shape(1);
        if (x is not null && x.Rank != 4) throw context.Fail($"takes images of the shape [N,C,H,W], not {x}");
        context.Set(0, context.Type(0), new SymbolicShape(
            regions?[0] ?? Dimension.Unknown, x?[1] ?? Dimension.Unknown, context.Attributes.Int("output_height", 1), context.Attributes.Int("output_width", 1)));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        var sampler = new RoiAlignSampler(x.Shape, inputs[1]!, context.Attributes);
        double[] values = x.ToDoubles();
        long[] samples = inputs[2]!.ToLongs();
        int channels = x.Shape[1], plane = x.Shape[2] * x.Shape[3];
        var shape = new Shape(samples.Length, channels, sampler.Rows, sampler.Columns);
        var result = new double[shape.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int column = i % sampler.Columns, row = i / sampler.Columns % sampler.Rows, channel = i / (sampler.Rows * sampler.Columns) % channels;
            int region = i / (sampler.Rows * sampler.Columns * channels), first = checked((int)samples[region] * channels + channel) * plane;
            double sum = 0, largest = double.NegativeInfinity;
            sampler.Visit(region, row, column, (count, places, weights) =>
            {
                for (int t = 0; t < places.Length; t++)
                {
                    double term = weights[t] * values[first + places[t]];
                    sum += term / count;
                    largest = Math.Max(largest, term);
                }
            });
            result[i] = !sampler.IsMaximum ? sum : double.IsNegativeInfinity(largest) ? 0 : largest;
        }
        outputs.Set(0, x.Type, shape, result);
    }

    public override void Tie(TieContext context) => context.Same(context.Input(0, 1), context.Output(0, 1));

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Needs(1)) return null;
        Value?[] inputs = [context.OutputGradient(0), context.Input(0), context.Input(1), context.Input(2)];
        return [context.Builder.Node(OperatorId.Frugal("RoiAlignGradient"), inputs, 1, context.Attributes).Output, null, null];
    }

    public override OperatorCost Cost(CostContext context) =>
        context.Elementwise(8 * Math.Max(1, context.Node.Attributes.Int("sampling_ratio", 0)) * Math.Max(1, context.Node.Attributes.Int("sampling_ratio", 0)));

    // Before version 16 coordinates were not moved by half a pixel.
    public override void ReadForm(NodeForm form, int version)
    {
        if (version < 16) form.Attributes = form.Attributes.With("coordinate_transformation_mode", "output_half_pixel");
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 16) return true;
        bool expressible = form.Attributes.Text("coordinate_transformation_mode", "half_pixel") == "output_half_pixel";
        form.Attributes = form.Attributes.Without("coordinate_transformation_mode");
        return expressible;
    }
}
