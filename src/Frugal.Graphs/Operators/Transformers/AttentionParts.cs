using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>What the attention operators share: heads, masks and softmax(α Q Kᵀ + mask) V (Vaswani et al. 2017, "Attention Is All You Need").</summary>
internal static class AttentionParts
{
    /// <summary>[N,S,H·D] to [N,H,S,D].</summary>
    public static Value SplitHeads(Composition c, Value x, long heads)
    {
        if (c.ShapeOf(x)[2] is { IsNumber: true } width && (heads < 1 || width.Number % heads != 0))
            throw c.Fail($"divides {width} features into {heads} heads");
        return c.Transpose(c.Builder.Call("Reshape", x, c.Builder.Integers(0, 0, heads, c.Extent(x, 2) / heads)), 0, 2, 1, 3);
    }

    /// <summary>[N,H,S,D] to [N,S,H·D].</summary>
    public static Value JoinHeads(Composition c, Value x) =>
        c.Reshape(c.Transpose(x, 0, 2, 1, 3), 0, 0, c.Extent(x, 1) * c.Extent(x, 3));

    /// <summary>[N,H,S,D] with every head <paramref name="times"/> times behind each other, as grouped queries need.</summary>
    public static Value RepeatHeads(Composition c, Value x, long times)
    {
        if (times == 1) return x;
        Value expanded = c.Builder.Call("Expand", c.Unsqueeze(x, 2), c.Builder.Integers(1, 1, times, 1, 1));
        return c.Reshape(expanded, 0, c.Extent(x, 1) * times, -1, c.Extent(x, 3));
    }

    /// <summary>A [queries, keys] tensor that is 0 where key j ≤ query i + offset, and a number like −∞ elsewhere.</summary>
    public static Value CausalMask(Composition c, long queries, long keys, long offset, double masked)
    {
        var values = new double[queries * keys];
        for (long i = 0; i < queries; i++)
            for (long j = Math.Max(0, i + offset + 1); j < keys; j++) values[i * keys + j] = masked;
        return c.Builder.Constant(TensorValues.FromDoubles(c.Type, new Shape((int)queries, (int)keys), values), "causal_mask");
    }

    /// <summary>0 where an integer or boolean mask is not 0, and <paramref name="masked"/> elsewhere.</summary>
    public static Value Additive(Composition c, Value mask, double masked)
    {
        Value keeps = c.Cast(mask, ElementType.Bool);
        return c.Builder.Call("Where", keeps, c.Scalar(0), c.Scalar(masked));
    }

    /// <summary>For lengths [N], [N,1,1,keys]: 0 for keys before the sample's length, <paramref name="masked"/> for those behind.</summary>
    public static Value LengthMask(Composition c, Value lengths, long keys, double masked)
    {
        Value positions = c.Builder.Integers([.. Enumerable.Range(0, (int)keys).Select(i => (long)i)]);
        Value inside = c.Builder.Call("Less", positions, c.Reshape(c.Cast(lengths, ElementType.Int64), -1, 1, 1, 1));
        return c.Builder.Call("Where", inside, c.Scalar(0), c.Scalar(masked));
    }
}
