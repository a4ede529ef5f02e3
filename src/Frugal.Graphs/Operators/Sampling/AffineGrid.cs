using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (θ [N,2,3] or [N,3,4], size [N,C,…]) → a grid for <see cref="GridSample"/>: θ times the homogeneous position of each output element, of
/// [−1, 1] over each axis (Jaderberg et al. 2015, "Spatial Transformer Networks").
/// </summary>
internal sealed class AffineGrid : Operator
{
    public override OperatorId Id => OperatorId.Onnx("AffineGrid");

    public override int SinceVersion => 20;

    public override void Infer(InferContext context)
    {
        SymbolicShape? theta = context.Shape(0);
        int? axes = theta is not null && theta[1].IsNumber ? (int)theta[1].Number : context.Known(1)?.Length - 2;
        SymbolicShape? grid = axes is not { } n ? null : context.Known(1) is { } size
            ? new SymbolicShape([size[0], .. size.Skip(2), n])
            : new SymbolicShape([.. new Dimension[n + 1], n]);
        context.Set(0, context.Type(0), grid);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        double[] theta = inputs[0]!.ToDoubles();
        double[][] positions = Positions(inputs[1]!, context.Attributes, out Shape shape);
        int axes = shape[shape.Rank - 1];
        var grid = new double[shape.Count];
        for (int i = 0; i < grid.Length; i++)
        {
            int sample = i / (positions.Length * axes);
            double[] position = positions[i / axes % positions.Length];
            for (int k = 0; k <= axes; k++) grid[i] += theta[(sample * axes + i % axes) * (axes + 1) + k] * position[k];
        }
        outputs.Set(0, inputs[0]!.Type, shape, grid);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
        [context.Builder.Node(OperatorId.Frugal("AffineGridGradient"), [context.OutputGradient(0), context.Input(1)], 1, context.Attributes).Output, null];

    public override OperatorCost Cost(CostContext context)
    {
        Shape grid = context.OutputShape(0);
        return context.Of(grid.Count * (grid[grid.Rank - 1] + 1), 0);
    }

    /// <summary>The homogeneous positions x, y, …, 1 of all output elements, the last spatial axis first, and the shape of the grid.</summary>
    internal static double[][] Positions(DenseTensor size, NodeAttributes attributes, out Shape grid)
    {
        int[] extents = Array.ConvertAll(size.ToLongs(), d => checked((int)d));
        int[] spatial = extents[2..];
        if (spatial.Length is not (2 or 3)) throw new InvalidOperationException($"a size of {extents.Length} axes is given; 4 or 5 are possible");
        bool alignCorners = attributes.Flag("align_corners", false);
        grid = new Shape([extents[0], .. spatial, spatial.Length]);
        int count = spatial.Aggregate(1, (product, extent) => product * extent);
        var positions = new double[count][];
        for (int i = 0; i < count; i++)
        {
            positions[i] = new double[spatial.Length + 1];
            positions[i][^1] = 1;
            for (int axis = spatial.Length - 1, rest = i; axis >= 0; rest /= spatial[axis], axis--)
            {
                int extent = spatial[axis], at = rest % extent;
                positions[i][spatial.Length - 1 - axis] = alignCorners ? (extent == 1 ? 0 : 2.0 * at / (extent - 1) - 1) : (2 * at + 1.0) / extent - 1;
            }
        }
        return positions;
    }
}
