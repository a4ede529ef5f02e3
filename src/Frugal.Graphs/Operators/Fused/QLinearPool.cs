namespace Frugal.Graphs.Operators;

/// <summary>
/// Average pooling of quantized values. Inputs: x with its scale and zero point, then those of the result. With <c>channels_last</c> the channels are the
/// last axis.
/// </summary>
internal abstract class QLinearPool(string name) : QuantizedOperator(name)
{
    protected abstract Value Pool(Composition c, Value x);

    protected sealed override Value?[] Compose(Composition c)
    {
        bool last = c.Attributes.Flag("channels_last", false);
        Value x = Dequantize(c, 0);
        Value pooled = Pool(c, last ? ChannelsFirst(c, x) : x);
        return [Quantize(c, last ? ChannelsLast(c, pooled) : pooled, 3)];
    }

    /// <summary>[N,…,C] to [N,C,…].</summary>
    public static Value ChannelsFirst(Composition c, Value x)
    {
        int rank = c.ShapeOf(x).Rank;
        return c.Transpose(x, [0, rank - 1, .. Enumerable.Range(1, rank - 2).Select(i => (long)i)]);
    }

    /// <summary>[N,C,…] to [N,…,C].</summary>
    public static Value ChannelsLast(Composition c, Value x)
    {
        int rank = c.ShapeOf(x).Rank;
        return c.Transpose(x, [0, .. Enumerable.Range(2, rank - 2).Select(i => (long)i), 1]);
    }
}
