using System.Numerics;

namespace Frugal.Coding;

/// <summary>
/// Codes signed integers of any size: whether zero, sign, whether beyond 1, 2, …, then the rest in Exp-Golomb code whose prefix is adaptive
/// too (the binarisation of DeepCABAC; Wiedemann and others 2020). Contexts are the sign and magnitude of the integer before.
/// </summary>
internal sealed class IntegerModel(AdaptationRates rates)
{
    private const int Steps = 6, Contexts = 3, LongestPrefix = 65;

    private readonly AdaptiveBit[] present = AdaptiveBit.Fresh(Contexts), negative = AdaptiveBit.Fresh(Contexts);
    private readonly AdaptiveBit[] beyond = AdaptiveBit.Fresh(Steps * Contexts), prefix = AdaptiveBit.Fresh(LongestPrefix * Contexts);
    private readonly AdaptiveBit[] leading = AdaptiveBit.Fresh(LongestPrefix);
    private int previousSign, previousSize;

    /// <summary>Codes an integer.</summary>
    public long Code<TCoder>(ref TCoder coder, long number) where TCoder : IBinaryCoder, allows ref struct
    {
        if (present[previousSize].Code(ref coder, number != 0 ? 1 : 0, rates) == 0)
        {
            (previousSign, previousSize) = (0, 0);
            return 0;
        }
        bool isNegative = negative[previousSign].Code(ref coder, number < 0 ? 1 : 0, rates) == 1;
        ulong magnitude = CodeMagnitude(ref coder, number < 0 ? 0 - (ulong)number : (ulong)number);
        (previousSign, previousSize) = (isNegative ? 1 : 2, magnitude == 1 ? 1 : 2);
        return (long)(isNegative ? 0 - magnitude : magnitude);
    }

    /// <summary>Codes an integer that is not negative.</summary>
    public ulong CodeUnsigned<TCoder>(ref TCoder coder, ulong number) where TCoder : IBinaryCoder, allows ref struct
    {
        if (present[previousSize].Code(ref coder, number != 0 ? 1 : 0, rates) == 0)
        {
            previousSize = 0;
            return 0;
        }
        number = CodeMagnitude(ref coder, number);
        previousSize = number == 1 ? 1 : 2;
        return number;
    }

    private ulong CodeMagnitude<TCoder>(ref TCoder coder, ulong magnitude) where TCoder : IBinaryCoder, allows ref struct
    {
        for (uint step = 1; step <= Steps; step++)
            if (beyond[(step - 1) * Contexts + previousSize].Code(ref coder, magnitude > step ? 1 : 0, rates) == 0) return step;
        ulong rest = magnitude - Steps; // at least 1
        int width = TCoder.IsDecoder ? 0 : BitOperations.Log2(rest);
        int extra = 0;
        while (prefix[extra * Contexts + previousSize].Code(ref coder, width > extra ? 1 : 0, rates) == 1)
            if (++extra == LongestPrefix - 1) throw new InvalidDataException("an integer is too long");
        ulong value = 1;
        for (int i = extra - 1; i >= 0; i--)
        {
            int bit = (int)(rest >> i) & 1;
            // The first bit of the rest is far from uniform in long-tailed data; those below carry no more than themselves.
            bit = i == extra - 1 ? leading[extra].Code(ref coder, bit, rates) : coder.Code(bit, BinaryRangeEncoder.Half);
            value = (value << 1) | (uint)bit;
        }
        return value + Steps;
    }
}
