using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>From dy, x and grid (attributes as in <see cref="GridSample"/>) dx and the gradient of the grid, each left out where nobody asks.</summary>
internal sealed class GridSampleGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("GridSampleGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), context.Shape(1));
        context.Set(1, context.Type(0), context.Shape(2));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!;
        var sampler = new GridSampler(x.Shape, inputs[2]!.Shape, context.Attributes);
        double[] dy = inputs[0]!.ToDoubles(), values = x.ToDoubles(), grid = inputs[2]!.ToDoubles();
        double[] dx = new double[values.Length], toGrid = new double[grid.Length];
        int channels = x.Shape[1], positions = sampler.Positions, plane = (int)x.Shape.Product(2, x.Shape.Rank), axes = sampler.Axes;
        for (int i = 0; i < x.Shape[0] * positions; i++)
        {
            int sample = i / positions, position = i % positions, first = i * axes;
            sampler.Visit(grid.AsSpan(first, axes), (place, weight, slopes) =>
            {
                double along = 0;
                for (int c = sample * channels; c < (sample + 1) * channels; c++)
                {
                    double gradient = dy[c * positions + position];
                    dx[c * plane + place] += weight * gradient;
                    along += gradient * values[c * plane + place];
                }
                for (int axis = 0; axis < axes; axis++) toGrid[first + axes - 1 - axis] += along * slopes[axis] * sampler.Scale(axis);
            });
        }
        outputs.Set(0, inputs[0]!.Type, x.Shape, dx);
        outputs.Set(1, inputs[0]!.Type, inputs[2]!.Shape, toGrid);
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 32 * context.InputShape(0).Count);
}
