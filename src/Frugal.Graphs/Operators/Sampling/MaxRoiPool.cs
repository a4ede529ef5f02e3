using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (x [N,C,H,W], regions [R,5] as sample, x1, y1, x2, y2) → [R,C,pooled_shape]: each cell of a region is its largest element (Girshick 2015,
/// "Fast R-CNN"). Corners are rounded to elements and both belong to the region; an empty cell is 0.
/// </summary>
internal sealed class MaxRoiPool : Operator
{
    public override OperatorId Id => OperatorId.Onnx("MaxRoiPool");

    public override void Infer(InferContext context)
    {
        if (context.Attributes.Ints("pooled_shape") is not { Length: 2 } pooled) throw context.Fail("needs the attribute 'pooled_shape' with two extents");
        context.Set(0, context.Type(0), new SymbolicShape(context.Shape(1)?[0] ?? Dimension.Unknown, context.Shape(0)?[1] ?? Dimension.Unknown, pooled[0], pooled[1]));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        long[] pooled = context.Attributes.Ints("pooled_shape")!;
        double scale = context.Attributes.Float("spatial_scale", 1);
        double[] values = x.ToDoubles(), regions = inputs[1]!.ToDoubles();
        int channels = x.Shape[1], height = x.Shape[2], width = x.Shape[3];
        var shape = new Shape(inputs[1]!.Shape[0], channels, (int)pooled[0], (int)pooled[1]);
        var result = new double[shape.Count];
        for (int i = 0; i < result.Length; i++)
        {
            int column = i % shape[3], row = i / shape[3] % shape[2], channel = i / (shape[2] * shape[3]) % channels, r = i / (shape[1] * shape[2] * shape[3]) * 5;
            var (left, right) = Cell(regions[r + 1] * scale, regions[r + 3] * scale, column, shape[3], width);
            var (top, bottom) = Cell(regions[r + 2] * scale, regions[r + 4] * scale, row, shape[2], height);
            double largest = top < bottom && left < right ? double.NegativeInfinity : 0;
            int plane = (int)regions[r] * channels + channel;
            for (int y = top; y < bottom; y++)
                for (int z = left; z < right; z++) largest = Math.Max(largest, values[(plane * height + y) * width + z]);
            result[i] = largest;
        }
        outputs.Set(0, x.Type, shape, result);
    }

    public override void Tie(TieContext context) => context.Same(context.Input(0, 1), context.Output(0, 1));

    public override OperatorCost Cost(CostContext context) => context.Elementwise(4);

    // The elements from the first up to, without, the last that a cell of a region covers along an axis.
    private static (int First, int End) Cell(double from, double to, int cell, int cells, int extent)
    {
        int start = (int)Math.Round(from, MidpointRounding.AwayFromZero), end = (int)Math.Round(to, MidpointRounding.AwayFromZero);
        double size = Math.Max(end - start + 1, 1) / (double)cells;
        return (Math.Clamp((int)Math.Floor(cell * size) + start, 0, extent), Math.Clamp((int)Math.Ceiling((cell + 1) * size) + start, 0, extent));
    }
}
