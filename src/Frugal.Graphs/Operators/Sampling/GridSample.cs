using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x [N,C,…], grid [N,…,axes]) → x read at the grid's positions, of [−1, 1] over each axis, the last axis first (Jaderberg et al. 2015,
/// "Spatial Transformer Networks"): <c>mode</c> linear, nearest or cubic; outside by <c>padding_mode</c> zeros, border or reflection.
/// </summary>
internal sealed class GridSample : Operator
{
    public override OperatorId Id => OperatorId.Onnx("GridSample");

    public override int SinceVersion => 16;

    public override void Infer(InferContext context)
    {
        SymbolicShape? x = context.Shape(0), grid = context.Shape(1);
        if (x is not null && grid is not null && x.Rank != grid.Rank) throw context.Fail($"reads an input of shape {x} at a grid of shape {grid}");
        context.Set(0, context.Type(0), x is null || grid is null ? null : new SymbolicShape([x[0], x[1], .. grid.Skip(1).Take(grid.Rank - 2)]));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        var sampler = new GridSampler(x.Shape, inputs[1]!.Shape, context.Attributes);
        double[] values = x.ToDoubles(), grid = inputs[1]!.ToDoubles();
        Shape shape = sampler.Output;
        int channels = shape[1], positions = sampler.Positions, plane = (int)x.Shape.Product(2, x.Shape.Rank);
        var result = new double[shape.Count];
        for (int i = 0; i < shape[0] * positions; i++)
        {
            int sample = i / positions, position = i % positions;
            sampler.Visit(grid.AsSpan(i * sampler.Axes, sampler.Axes), (place, weight, _) =>
            {
                for (int c = sample * channels; c < (sample + 1) * channels; c++) result[c * positions + position] += weight * values[c * plane + place];
            });
        }
        outputs.Set(0, x.Type, shape, result);
    }

    public override void Tie(TieContext context) => context.Same(context.Input(0, 1), context.Output(0, 1));

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) => GradientNode.Append(
        context, "GridSampleGradient", [context.OutputGradient(0), context.Input(0), context.Input(1)], context.Attributes, context.Needs(0), context.Needs(1));

    public override OperatorCost Cost(CostContext context)
    {
        int perAxis = context.Node.Attributes.Text("mode", "linear") switch { "nearest" => 1, "linear" => 2, _ => 4 };
        return context.Elementwise(2 * (long)Math.Pow(perAxis, context.InputShape(0).Rank - 2));
    }

    // Version 20 renamed the modes and brought more axes than two.
    public override void ReadForm(NodeForm form, int version)
    {
        if (version >= 20) return;
        string mode = form.Attributes.Text("mode", "bilinear");
        form.Attributes = form.Attributes.With("mode", mode switch { "bilinear" => "linear", "bicubic" => "cubic", _ => mode });
    }

    public override bool WriteForm(NodeForm form, int version)
    {
        if (version >= 20) return true;
        if (form.Inputs[0]?.Shape is not { Rank: 4 }) return false;
        string mode = form.Attributes.Text("mode", "linear");
        form.Attributes = form.Attributes.With("mode", mode switch { "linear" => "bilinear", "cubic" => "bicubic", _ => mode });
        return true;
    }
}
