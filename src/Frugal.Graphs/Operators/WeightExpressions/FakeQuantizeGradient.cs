using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (dy, x, scale[, zero]) → (dx, dscale), with <see cref="FakeQuantize"/>'s attributes. With v = x / s, the range's ends −Qₙ = smallest − z
/// and Qₚ = largest − z: dx = dy inside the range and 0 outside (straight-through: both ends are inside, Bengio 2013; learned-step: neither);
/// dscale = g Σ dy · (−Qₙ if v ≤ −Qₙ, Qₚ if v ≥ Qₚ, else round(v) − v) (Esser et al. 2020). g is the attribute
/// <c>scale_gradient_factor</c>; left out it is 1 / √(N · Qₚ) for learned-step, N the number of elements that share the scale, and 1 for
/// straight-through.
/// </summary>
internal sealed class FakeQuantizeGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("FakeQuantizeGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(1), context.Shape(1));
        context.Set(1, context.Type(2), context.Shape(2));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[1]!, scale = inputs[2]!;
        bool learned = context.Attributes.Text("gradient", "learned-step") == "learned-step";
        var (smallest, largest) = FakeQuantize.Range(context.Attributes);
        int[] at = AffineQuantization.ScaleIndices(x.Shape, scale.Shape, context.Attributes);
        double[] dy = inputs[0]!.ToDoubles(), values = x.ToDoubles(), scales = scale.ToDoubles();
        long[]? zeros = inputs.Length > 3 ? inputs[3]?.ToLongs() : null;
        var scaleGradient = new double[scales.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double v = AffineQuantization.Quotient(values[i], scales[at[i]], x.Type), zero = zeros?[at[i]] ?? 0;
            double low = smallest - zero, high = largest - zero;
            bool inside = learned ? v > low && v < high : v >= low && v <= high;
            scaleGradient[at[i]] += dy[i] * (v <= low ? low : v >= high ? high : Math.Round(v, MidpointRounding.ToEven) - v);
            values[i] = inside ? dy[i] : 0;
        }
        for (int i = 0; i < scaleGradient.Length; i++)
            scaleGradient[i] *= Factor(context.Attributes, learned, x.Shape.Count / scale.Shape.Count, largest - (zeros?[i] ?? 0));
        outputs.Set(0, x.Type, x.Shape, values);
        outputs.Set(1, scale.Type, scale.Shape, scaleGradient);
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(8);

    private static double Factor(NodeAttributes attributes, bool learned, long elements, double largest) =>
        attributes.Has("scale_gradient_factor") ? attributes.Float("scale_gradient_factor", 1)
        : learned ? 1 / Math.Sqrt(elements * Math.Max(largest, 1)) : 1;
}
