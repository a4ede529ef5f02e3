using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.Attention</c>: self-attention with its projection. Inputs: x [N,S,I], weights [I,3·H·D], bias [3·H·D], mask (lengths [N], or 0/1 as
/// [N,T] or [N,S,T]), past [2,N,H,P,D], a tensor added to the scores. Outputs: the result [N,S,H·D], present [2,N,H,P+S,D].
/// </summary>
internal sealed class MicrosoftAttention : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("Attention");

    protected override Value?[] Compose(Composition c)
    {
        Value projected = c.AddOptional(c.MatMul(c[0], c[1]), c.Optional(2));
        return Attend(c, projected, c.Optional(3), c.Optional(4), c.Optional(5));
    }

    /// <summary>What follows the projection.</summary>
    public static Value?[] Attend(Composition c, Value projected, Value? mask, Value? past, Value? bias)
    {
        NodeAttributes a = c.Attributes;
        if (a.Flag("do_rotary", false)) throw new UnsupportedOperatorException($"{c.Node.Describe()} rotates its positions (do_rotary), which is not supported.");
        long heads = a.Int("num_heads", 0);
        Value[] parts = [.. Parts(c, projected).Select(p => AttentionParts.SplitHeads(c, p, heads))];
        (Value q, Value k, Value v) = (parts[0], parts[1], parts[2]);
        long before = 0;
        if (past is not null)
        {
            Value[] halves = c.Split(past, 2, 0);
            before = c.Extent(past, 3);
            k = c.Concat(2, c.Call("Squeeze", halves[0], c.Builder.Integers(0)), k);
            v = c.Concat(2, c.Call("Squeeze", halves[1], c.Builder.Integers(0)), v);
        }
        float given = a.Float("scale", 0);
        Value scores = c.MatMul(c.Scale(q, given == 0 ? 1 / Math.Sqrt(c.Extent(q, 3)) : given), k, transB: true);
        if (mask is not null) scores = c.Add(scores, MaskOf(c, mask, k, a.Float("mask_filter_value", -10000f)));
        scores = c.AddOptional(scores, bias);
        if (a.Flag("unidirectional", false)) scores = c.Add(scores, AttentionParts.CausalMask(c, c.Extent(q, 2), c.Extent(k, 2), before, float.MinValue));
        Value y = AttentionParts.JoinHeads(c, c.MatMul(c.Softmax(scores), v));
        return [y, c.Wants(1) ? c.Concat(0, c.Unsqueeze(k, 0), c.Unsqueeze(v, 0)) : null];
    }

    /// <summary>A mask as something to add to scores [N,H,S,T].</summary>
    public static Value MaskOf(Composition c, Value mask, Value k, double masked) => c.ShapeOf(mask).Rank switch
    {
        1 when c.ShapeOf(mask)[0] == c.ShapeOf(k)[0] => AttentionParts.LengthMask(c, mask, c.Extent(k, 2), masked),
        2 => c.Unsqueeze(AttentionParts.Additive(c, mask, masked), 1, 2),
        3 => c.Unsqueeze(AttentionParts.Additive(c, mask, masked), 1),
        _ => throw new UnsupportedOperatorException($"{c.Node.Describe()} has a mask of shape {c.ShapeOf(mask)}; lengths [N] and masks [N,T] and [N,S,T] are supported."),
    };

    private static Value[] Parts(Composition c, Value projected)
    {
        if (c.Attributes.Ints("qkv_hidden_sizes") is not { } sizes) return c.Split(projected, 3, 2);
        return [.. c.Builder.Node(OperatorId.Onnx("Split"), [projected, c.Builder.Integers(sizes)], 3, NodeAttributes.Of(("axis", 2))).Outputs.Select(o => o!)];
    }
}
