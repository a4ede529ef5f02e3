using System.Numerics;

namespace Frugal.Coding;

/// <summary>Counts as classes of a logarithmic scale, in integers.</summary>
internal static class LogScale
{
    /// <summary>How many classes <see cref="DensityClass"/> tells apart.</summary>
    public const int DensityClasses = 24;

    private static readonly byte[] SixteenthsOfMantissa = [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 14, 15];

    /// <summary>16 log₂ x, roughly; x at least 1.</summary>
    public static int Sixteenths(ulong x)
    {
        int exponent = BitOperations.Log2(x);
        int mantissa = (int)(exponent >= 4 ? x >> (exponent - 4) : x << (4 - exponent)) & 15;
        return 16 * exponent + SixteenthsOfMantissa[mantissa];
    }

    /// <summary>The scale's place of a total, for <see cref="DensityClass"/>.</summary>
    public static int PlaceOfTotal(int total) => Sixteenths(10UL * (uint)total + 10) + 4;

    /// <summary>The share of a count in a total in half octaves below 1.</summary>
    public static int DensityClass(int count, int placeOfTotal) =>
        Math.Clamp((placeOfTotal - Sixteenths(10UL * (uint)count + 3)) >> 3, 0, DensityClasses - 1);
}
