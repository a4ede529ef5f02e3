using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// The gradients of <see cref="BatchNormalization"/> with constant statistics. Inputs: dy, x, scale, mean, variance; with
/// s = 1/√(variance + ε): dx = dy·scale·s, dscale = Σ dy (x − mean) s, dbias = Σ dy, each left out where nobody asks.
/// </summary>
internal sealed class FrozenBatchNormalizationGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("FrozenBatchNormalizationGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), context.Shape(1));
        context.Set(1, context.Type(2), context.Shape(2));
        context.Set(2, context.Type(2), context.Shape(2));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor gradient = inputs[0]!, scale = inputs[2]!;
        double[] dy = gradient.ToDoubles(), x = inputs[1]!.ToDoubles(), mean = inputs[3]!.ToDoubles();
        double epsilon = context.Attributes.Float("epsilon", BatchNormalization.DefaultEpsilon);
        double[] inverse = Array.ConvertAll(inputs[4]!.ToDoubles(), v => 1 / Math.Sqrt(v + epsilon));
        ChannelLayout layout = ChannelLayout.Of(gradient.Shape);
        double[] gamma = scale.ToDoubles();
        outputs.Set(0, gradient.Type, gradient.Shape, BatchNormalization.Normalize(dy, layout, new double[mean.Length], inverse, gamma, new double[mean.Length]));
        outputs.Set(1, scale.Type, scale.Shape, layout.Sums(dy.Length, (i, c) => dy[i] * (x[i] - mean[c]) * inverse[c]));
        outputs.Set(2, scale.Type, scale.Shape, layout.Sums(dy.Length, (i, _) => dy[i]));
    }

    // With u, v, t the gradients of dx, dscale, dbias: to dy scale·s·u + v (x − mean) s + t; to x v·s·dy; to scale Σ u·dy·s.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value dy = context.Input(0), x = context.Input(1), scale = context.Input(2), mean = context.Input(3), variance = context.Input(4);
        Value? u = context.OutputGradient(0), v = context.OutputGradient(1), t = context.OutputGradient(2);
        Value none = Zeros(context, scale);
        Value Affine(Value value, Value factor, Value offset, Value centre) =>
            context.Builder.Node(OperatorId.Onnx("BatchNormalization"), [value, factor, offset, centre, variance], 1, context.Attributes).Output;
        Value? toDy = null, toX = null, toScale = null;
        if (context.Needs(0))
        {
            toDy = GradientNode.Sum(
                context, u is null ? null : Affine(u, scale, t ?? none, none),
                v is null ? null : Affine(x, v, u is null ? t ?? none : none, mean));
            // Only the bias's gradient: an affine map whose factor is zero spreads it over all positions.
            toDy ??= t is null ? null : Affine(dy, none, t, none);
        }
        if (context.Needs(1) && v is not null) toX = Affine(dy, v, none, none);
        if (context.Needs(2) && u is not null)
            toScale = GradientNode.Append(context, "FrozenBatchNormalizationGradient", [u, dy, scale, none, variance], context.Attributes, false, true)[1];
        return [toDy, toX, toScale];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 5 * context.InputShape(0).Count);

    private static Value Zeros(GradientContext context, Value like) => like.Shape is { IsStatic: true } shape
        ? context.Builder.Constant(DenseTensor.Zeros(like.Type, shape.ToShape()), "zeros")
        : throw new UnsupportedOperatorException($"{context.Node.Describe()} has no gradient while its number of channels is unknown.");
}
