using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// softmax(softcap(α Q Kᵀ) + mask) V (Vaswani et al. 2017). Inputs: Q, K, V as [N,H,S,D] or, with the attributes <c>q_num_heads</c> and
/// <c>kv_num_heads</c>, as [N,S,H·D]; a mask that broadcasts to [N,H,S,T], boolean or added; past keys and values [N,H,P,D], which stand before the
/// new ones; the number of keys that are no padding [N]. Fewer key heads than query heads are shared by groups of queries. Outputs: the result, all
/// keys, all values, and the scores at the stage that <c>qk_matmul_output_mode</c> names: 0 as they are, 1 with the softcap, 2 with the mask as well, 3
/// after the softmax. (The first text of the standard capped after the mask, which lets masked keys back in; ONNX Runtime 1.30 does as here.)
/// </summary>
internal sealed class Attention : ComposedOperator
{
    // What stands for −∞, so that a row without any key gives no NaN.
    private const double Masked = float.MinValue;

    public override OperatorId Id => OperatorId.Onnx("Attention");

    public override int SinceVersion => 23;

    protected override Value?[] Compose(Composition c)
    {
        bool threeAxes = c.ShapeOf(c[0]).Rank == 3;
        Value q = c[0], k = c[1], v = c[2];
        if (threeAxes)
        {
            q = AttentionParts.SplitHeads(c, q, c.Attributes.Int("q_num_heads", 0));
            k = AttentionParts.SplitHeads(c, k, c.Attributes.Int("kv_num_heads", 0));
            v = AttentionParts.SplitHeads(c, v, c.Attributes.Int("kv_num_heads", 0));
        }
        if (c.Has(4)) k = c.Concat(2, c[4], k);
        if (c.Has(5)) v = c.Concat(2, c[5], v);
        Value presentKey = k, presentValue = v;
        long queryHeads = c.Extent(q, 1), keyHeads = c.Extent(k, 1);
        if (keyHeads == 0 || queryHeads % keyHeads != 0) throw c.Fail($"shares {keyHeads} key heads among {queryHeads} query heads");
        k = AttentionParts.RepeatHeads(c, k, queryHeads / keyHeads);
        v = AttentionParts.RepeatHeads(c, v, queryHeads / keyHeads);
        double scale = c.Attributes.Find("scale") is float given ? given : 1 / Math.Sqrt(c.Extent(q, 3));
        Value scores = c.MatMul(c.Scale(q, scale), k, transB: true), raw = scores;
        float softcap = c.Attributes.Float("softcap", 0);
        if (softcap > 0) scores = c.Scale(c.Call("Tanh", c.Scale(scores, 1 / (double)softcap)), softcap);
        Value capped = scores, masked = c.AddOptional(scores, Mask(c, q, presentKey)), weights = c.Softmax(masked);
        Value y = c.MatMul(weights, v);
        Value stage = c.Attributes.Int("qk_matmul_output_mode", 0) switch { 0 => raw, 1 => capped, 2 => masked, _ => weights };
        return [threeAxes ? AttentionParts.JoinHeads(c, y) : y, presentKey, presentValue, stage];
    }

    // The number of keys that are no padding came with 24.
    public override bool WriteForm(NodeForm form, int version) => version >= 24 || form.Inputs.Count <= 6;

    private static Value? Mask(Composition c, Value q, Value k)
    {
        Value? mask = null;
        if (c.Has(3))
        {
            Value given = c[3];
            long keys = c.Extent(k, 2), own = c.Extent(given, -1);
            mask = given.Type == ElementType.Bool ? AttentionParts.Additive(c, given, Masked) : given;
            if (own < keys && own > 1) mask = PadKeys(c, mask, keys - own);
        }
        if (c.Attributes.Flag("is_causal", false))
        {
            long keys = c.Extent(k, 2), past = c.Has(4) ? c.Extent(c[4], 2) : 0;
            Value causal = AttentionParts.CausalMask(c, c.Extent(q, 2), keys, past, Masked);
            mask = mask is null ? causal : c.Add(mask, causal);
        }
        if (c.Has(6))
        {
            Value lengths = AttentionParts.LengthMask(c, c[6], c.Extent(k, 2), Masked);
            mask = mask is null ? lengths : c.Add(mask, lengths);
        }
        return mask;
    }

    // Keys that a mask does not reach take no part.
    private static Value PadKeys(Composition c, Value mask, long count)
    {
        var pads = new long[2 * c.ShapeOf(mask).Rank];
        pads[^1] = count;
        return c.Builder.Call("Pad", mask, c.Builder.Integers(pads), c.Builder.Scalar(Masked, mask.Type));
    }
}
