using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>
/// Strictly ascending floating-point numbers as differences of their ranks among all numbers of the type that have as many trailing zero
/// bits: the order of a codebook carries information that need not be stored.
/// </summary>
internal static class AscendingFloats
{
    private static readonly AdaptationRates Rates = new(5, 8);

    /// <summary>Whether the numbers ascend strictly and none is −0 or no number.</summary>
    public static bool Ascend(ReadOnlySpan<ulong> patterns, ElementType type)
    {
        (int exponent, int mantissa) = FloatModel.FormatOf(type);
        ulong infinity = ((1UL << exponent) - 1) << mantissa, sign = 1UL << (exponent + mantissa);
        for (int i = 0; i < patterns.Length; i++)
        {
            if (patterns[i] == sign || (patterns[i] & ~sign) > infinity) return false;
            if (i > 0 && RankOf(patterns[i], sign, 0) <= RankOf(patterns[i - 1], sign, 0)) return false;
        }
        return true;
    }

    /// <summary>Writes numbers for which <see cref="Ascend"/> holds.</summary>
    public static void Encode(ReadOnlySpan<ulong> patterns, ElementType type, LeafWriter writer)
    {
        (int exponent, int mantissa) = FloatModel.FormatOf(type);
        ulong sign = 1UL << (exponent + mantissa);
        int dropped = FloatModel.CommonZeros(patterns, mantissa);
        EncodingCoder coder = writer.Coder;
        for (int i = 5; i >= 0; i--) coder.Code(dropped >> i & 1, BinaryRangeEncoder.Half);
        AdaptiveBit[] widths = AdaptiveBit.Fresh(64);
        long previous = 0;
        for (int i = 0; i < patterns.Length; i++)
        {
            long rank = RankOf(patterns[i], sign, dropped);
            if (i == 0) coder.Code(rank < 0 ? 1 : 0, BinaryRangeEncoder.Half);
            CodeDifference(ref coder, widths, i == 0 ? (ulong)Math.Abs(rank) : (ulong)(rank - previous));
            previous = rank;
        }
    }

    /// <summary>Reads as many numbers as <paramref name="patterns"/> holds.</summary>
    public static void Decode(ref LeafReader reader, ElementType type, Span<ulong> patterns)
    {
        (int exponent, int mantissa) = FloatModel.FormatOf(type);
        ulong sign = 1UL << (exponent + mantissa);
        int dropped = 0;
        for (int i = 0; i < 6; i++) dropped = 2 * dropped + reader.Coder.Code(0, BinaryRangeEncoder.Half);
        if (dropped > mantissa) throw new InvalidDataException("more bits of the mantissa are left out than there are");
        AdaptiveBit[] widths = AdaptiveBit.Fresh(64);
        long rank = 0;
        for (int i = 0; i < patterns.Length; i++)
        {
            bool isNegative = i == 0 && reader.Coder.Code(0, BinaryRangeEncoder.Half) == 1;
            long difference = (long)CodeDifference(ref reader.Coder, widths, 0);
            rank = unchecked(isNegative ? -difference : rank + difference);
            ulong magnitude = (rank < 0 ? 0 - (ulong)rank : (ulong)rank) << dropped;
            if (magnitude >= sign) throw new InvalidDataException("a number of the codebook is out of range");
            patterns[i] = rank < 0 ? magnitude | sign : magnitude;
        }
    }

    /// <summary>The width of a number by a tree, then its bits below the highest as they are.</summary>
    private static ulong CodeDifference<TCoder>(ref TCoder coder, AdaptiveBit[] widths, ulong difference) where TCoder : IBinaryCoder, allows ref struct
    {
        int width = 64 - System.Numerics.BitOperations.LeadingZeroCount(difference), node = 1;
        for (int i = 5; i >= 0; i--) node = 2 * node + widths[node].Code(ref coder, width >> i & 1, Rates);
        width = node - 64;
        if (width == 0) return 0;
        ulong coded = 1;
        for (int i = width - 2; i >= 0; i--) coded = (coded << 1) | (uint)coder.Code((int)(difference >> i) & 1, BinaryRangeEncoder.Half);
        return coded;
    }

    private static long RankOf(ulong pattern, ulong sign, int dropped)
    {
        long magnitude = (long)((pattern & ~sign) >> dropped);
        return (pattern & sign) != 0 ? -magnitude : magnitude;
    }
}
