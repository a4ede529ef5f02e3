using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// Normalisation of each sample over the axes from <c>axis</c> on, then scale and optionally bias of those axes' shape (Ba, Kiros and
/// Hinton 2016). Further outputs: the means and inverse deviations.
/// </summary>
internal sealed class LayerNormalization : Operator
{
    public override OperatorId Id => OperatorId.Onnx("LayerNormalization");

    public override int SinceVersion => 17;

    public override void Infer(InferContext context)
    {
        SymbolicShape? x = context.Shape(0);
        context.Set(0, context.Type(0), x);
        if (x is null) return;
        var reduced = x.ToArray();
        for (int i = Axis(context.Attributes, x.Rank); i < x.Rank; i++) reduced[i] = 1;
        ElementType statistics = StatisticsType(context.Type(0));
        context.Set(1, statistics, new SymbolicShape(reduced));
        context.Set(2, statistics, new SymbolicShape(reduced));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        int axis = Axis(context.Attributes, x.Shape.Rank);
        int length = checked((int)x.Shape.Product(axis, x.Shape.Rank));
        var statistics = new GroupStatistics(x.ToDoubles(), length, context.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon));
        int[] normalized = x.Shape.ToArray()[axis..];
        double[] scale = Spread(inputs[1]!, normalized);
        double[]? bias = inputs.Length > 2 && inputs[2] is { } b ? Spread(b, normalized) : null;
        double[] y = statistics.Normalized;
        for (int i = 0; i < y.Length; i++) y[i] = y[i] * scale[i % length] + (bias?[i % length] ?? 0);
        outputs.Set(0, x.Type, x.Shape, y);
        var reduced = new Shape([.. x.Shape.ToArray()[..axis], .. Enumerable.Repeat(1, x.Shape.Rank - axis)]);
        outputs.Set(1, StatisticsType(x.Type), reduced, statistics.Mean);
        outputs.Set(2, StatisticsType(x.Type), reduced, statistics.Inverse);
    }

    public override void Tie(TieContext context)
    {
        SymbolicShape x = context.InputShape(0);
        int first = Axis(context.Attributes, x.Rank);
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (axis >= first) context.Normalised(context.Input(0, axis), context.Output(0, axis));
            else
            {
                context.Same(context.Input(0, axis), context.Output(0, axis));
                for (int o = 1; o < context.Node.Outputs.Count; o++)
                    if (context.Node.Outputs[o] is not null) context.Same(context.Input(0, axis), context.Output(o, axis));
            }
        }
        for (int i = 1; i < context.Node.Inputs.Count; i++)
            if (context.Has(i)) context.Elementwise(i);
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        if (context.OutputGradient(1) is not null || context.OutputGradient(2) is not null)
            throw new UnsupportedOperatorException($"{context.Node.Describe()} has a gradient through its first output only.");
        int rank = context.Input(0).Shape?.Rank ?? -1, axis = rank < 0 ? 0 : Axis(context.Attributes, rank);
        if (rank < 0 || context.Input(1).Shape is not { } scale || scale.Rank != rank - axis
            || !Enumerable.Range(0, scale.Rank).All(i => scale[i] == context.Input(0).Shape![axis + i]))
            throw new UnsupportedOperatorException($"{context.Node.Describe()} has a gradient only where its scale has the shape of the normalised axes.");
        return GradientNode.Append(
            context, "LayerNormalizationGradient", [context.OutputGradient(0), context.Input(0), context.Input(1)],
            context.Attributes.Without("stash_type"), context.Needs(0), context.Needs(1), context.Needs(2));
    }

    public override Value? SquareOverSamples(GradientContext context, int input) => input switch
    {
        1 when SampleSquares.Normalized(context) is { } normalized => SampleSquares.OfBroadcast(context.Builder, context.OutputGradient(0)!, normalized, context.Input(1).Shape!, context.Input(1)),
        2 when context.Input(2).Shape is { } shape => SampleSquares.OfBroadcast(context.Builder, context.OutputGradient(0)!, null, shape, context.Input(2)),
        _ => null,
    };

    public override OperatorCost Cost(CostContext context) => context.Elementwise(7);

    internal static int Axis(NodeAttributes attributes, int rank)
    {
        int axis = checked((int)attributes.Int("axis", -1));
        if (axis < 0) axis += rank;
        return axis >= 0 && axis < rank ? axis : throw new ArgumentException($"axis {attributes.Int("axis", -1)} does not exist at rank {rank}.");
    }

    // Statistics are float32 or wider.
    private static ElementType StatisticsType(ElementType type) => type == ElementType.Float64 ? type : ElementType.Float32;

    // The elements of a tensor that broadcasts to the shape.
    private static double[] Spread(DenseTensor tensor, int[] shape)
    {
        double[] from = tensor.ToDoubles();
        if (tensor.Shape.ToArray().AsSpan().SequenceEqual(shape)) return from;
        var target = new Shape(shape);
        var to = new double[target.Count];
        for (int i = 0; i < to.Length; i++)
        {
            int rest = i, at = 0, stride = 1;
            for (int axis = shape.Length - 1, own = tensor.Shape.Rank - 1; axis >= 0; rest /= shape[axis], axis--, own--)
            {
                if (own < 0) continue;
                if (tensor.Shape[own] != 1) at += rest % shape[axis] * stride;
                stride *= tensor.Shape[own];
            }
            to[i] = from[at];
        }
        return to;
    }
}
