using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// Codes floating-point numbers bit for bit: sign, exponent by a tree, whether a zero, the first bits of the mantissa in context, the others as they are.
/// Mantissa bits at the end that are zero in all numbers are left out, so that float32 values that fit into float16 cost 16 bits at most.
/// </summary>
internal sealed class FloatModel(int exponentBits, int mantissaBits, int droppedBits)
{
    private static readonly AdaptationRates Rates = new(5, 8);

    private readonly AdaptiveBit[] sign = AdaptiveBit.Fresh(2), exponent = AdaptiveBit.Fresh(1 << exponentBits);
    private readonly AdaptiveBit[] first = AdaptiveBit.Fresh(1 << exponentBits), next = AdaptiveBit.Fresh(4);
    private AdaptiveBit isZero = new();
    private int previousSign;

    /// <summary>Bits of exponent and mantissa of a floating-point type.</summary>
    public static (int Exponent, int Mantissa) FormatOf(ElementType type) => type switch
    {
        ElementType.Float16 => (5, 10),
        ElementType.BFloat16 => (8, 7),
        ElementType.Float32 => (8, 23),
        _ => (11, 52),
    };

    /// <summary>Codes the pattern of a number.</summary>
    public ulong Code<TCoder>(ref TCoder coder, ulong pattern) where TCoder : IBinaryCoder, allows ref struct
    {
        previousSign = sign[previousSign].Code(ref coder, (int)(pattern >> (exponentBits + mantissaBits)), Rates);
        int node = 1;
        for (int i = exponentBits - 1; i >= 0; i--)
            node = 2 * node + exponent[node].Code(ref coder, (int)(pattern >> (mantissaBits + i)) & 1, Rates);
        ulong coded = ((ulong)previousSign << exponentBits) | (uint)(node - (1 << exponentBits));
        if (node == 1 << exponentBits && isZero.Code(ref coder, (pattern & ((1UL << mantissaBits) - 1)) == 0 ? 1 : 0, Rates) == 1)
            return coded << mantissaBits; // ±0: pruning by multiplication leaves zeros of either sign
        int lead = 1;
        for (int i = mantissaBits - 1; i >= 0; i--)
        {
            int bit = (int)(pattern >> i) & 1;
            if (i < droppedBits) bit = 0;
            else if (lead == 1) bit = first[node - (1 << exponentBits)].Code(ref coder, bit, Rates);
            else if (lead < 4) bit = next[lead].Code(ref coder, bit, Rates);
            else bit = coder.Code(bit, BinaryRangeEncoder.Half);
            if (lead < 4) lead = 2 * lead + bit;
            coded = (coded << 1) | (uint)bit;
        }
        return coded;
    }

    /// <summary>The number of mantissa bits at the end that are zero in all patterns.</summary>
    public static int CommonZeros(ReadOnlySpan<ulong> patterns, int mantissaBits)
    {
        ulong union = 0;
        foreach (ulong pattern in patterns) union |= pattern;
        return Math.Min(mantissaBits, System.Numerics.BitOperations.TrailingZeroCount(union));
    }
}
