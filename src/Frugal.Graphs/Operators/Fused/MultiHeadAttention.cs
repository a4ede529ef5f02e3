namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.MultiHeadAttention</c>: softmax(α Q Kᵀ + mask) V. Inputs: queries [N,S,H·D] (or all packed, [N,S,H,3,D]); keys [N,T,H·D], [N,H,T,D] or
/// with the values packed, [N,T,H,2,D]; values; one bias for the three; a key mask (lengths [N], or 0/1 as [N,T] or [N,S,T]); a tensor added to the
/// scores; past keys and values [N,H,P,D]. Outputs: the result, present keys, present values.
/// </summary>
internal sealed class MultiHeadAttention : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("MultiHeadAttention");

    protected override Value?[] Compose(Composition c)
    {
        NodeAttributes a = c.Attributes;
        var (q, k, v) = Heads(c, a.Int("num_heads", 0));
        long before = 0;
        if (c.Has(6) && c.Has(7))
        {
            before = c.Extent(c[6], 2);
            (k, v) = (c.Concat(2, c[6], k), c.Concat(2, c[7], v));
        }
        float given = a.Float("scale", 0);
        Value scores = c.MatMul(c.Scale(q, given == 0 ? 1 / Math.Sqrt(c.Extent(q, 3)) : given), k, transB: true);
        if (c.Has(4)) scores = c.Add(scores, MicrosoftAttention.MaskOf(c, c[4], k, a.Float("mask_filter_value", -10000f)));
        scores = c.AddOptional(scores, c.Optional(5));
        if (a.Flag("unidirectional", false)) scores = c.Add(scores, AttentionParts.CausalMask(c, c.Extent(q, 2), c.Extent(k, 2), before, float.MinValue));
        return [AttentionParts.JoinHeads(c, c.MatMul(c.Softmax(scores), v)), k, v];
    }

    private static (Value Q, Value K, Value V) Heads(Composition c, long heads)
    {
        int rank = c.ShapeOf(c[0]).Rank;
        if (rank == 5)
        {
            Value[] packed = Unpack(c, c[0], 3);
            return (packed[0], packed[1], packed[2]);
        }
        Value?[] bias = c.Has(3) ? Biases(c) : new Value?[3];
        Value q = AttentionParts.SplitHeads(c, c.AddOptional(c[0], bias[0]), heads);
        if (c.ShapeOf(c[1]).Rank == 5)
        {
            Value[] packed = Unpack(c, c[1], 2);
            return (q, packed[0], packed[1]);
        }
        if (c.ShapeOf(c[1]).Rank == 4) return (q, c[1], c[2]);
        return (q, AttentionParts.SplitHeads(c, c.AddOptional(c[1], bias[1]), heads), AttentionParts.SplitHeads(c, c.AddOptional(c[2], bias[2]), heads));
    }

    // [N,S,H,parts,D] to as many [N,H,S,D].
    private static Value[] Unpack(Composition c, Value packed, int parts) =>
        [.. c.Split(packed, parts, 3).Select(p => c.Transpose(c.Call("Squeeze", p, c.Builder.Integers(3)), 0, 2, 1, 3))];

    private static Value[] Biases(Composition c)
    {
        long width = c.Extent(c[0], 2), all = c.Extent(c[3], 0);
        long[] sizes = [width, width, all - 2 * width];
        return [.. c.Builder.Node(OperatorId.Onnx("Split"), [c[3], c.Builder.Integers(sizes)], 3, NodeAttributes.Of(("axis", 0))).Outputs.Select(o => o!)];
    }
}
