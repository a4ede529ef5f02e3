using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (dy, w, Δ, w⁺, w⁻) → (dw, dw⁺, dw⁻) with dw = w⁺·dy where w &gt; Δ, w⁻·dy where w &lt; −Δ, else dy; dw⁺ = Σ dy over w &gt; Δ;
/// dw⁻ = −Σ dy over w &lt; −Δ (Zhu, Han, Mao, Dally 2017, "Trained Ternary Quantization", where the last sign is missing: finite differences
/// need it when w⁻ is a magnitude).
/// </summary>
internal sealed class TernarizeGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("TernarizeGradient");

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(1), context.Shape(1));
        context.Set(1, context.Type(3), context.Shape(3));
        context.Set(2, context.Type(4), context.Shape(4));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor w = inputs[1]!, positive = inputs[3]!, negative = inputs[4]!;
        double[] dy = inputs[0]!.ToDoubles(), values = w.ToDoubles(), threshold = Broadcasting.Doubles(inputs[2]!, w.Shape);
        int[] toPositive = Broadcasting.SourceIndices(positive.Shape, w.Shape), toNegative = Broadcasting.SourceIndices(negative.Shape, w.Shape);
        double[] positives = positive.ToDoubles(), negatives = negative.ToDoubles();
        var dPositive = new double[positives.Length];
        var dNegative = new double[negatives.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double latent = dy[i];
            if (values[i] > threshold[i])
            {
                dPositive[toPositive[i]] += dy[i];
                latent *= positives[toPositive[i]];
            }
            else if (values[i] < -threshold[i])
            {
                dNegative[toNegative[i]] -= dy[i];
                latent *= negatives[toNegative[i]];
            }
            values[i] = latent;
        }
        outputs.Set(0, w.Type, w.Shape, values);
        outputs.Set(1, positive.Type, positive.Shape, dPositive);
        outputs.Set(2, negative.Type, negative.Shape, dNegative);
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(4);
}
