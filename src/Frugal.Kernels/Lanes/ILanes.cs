namespace Frugal.Kernels;

/// <summary>
/// A fixed number of float32 values that are computed on together. Kernels are written once over this interface and compiled
/// for each width, because .NET has no public generic vector interface. Every member gives the same bits in every width, so a
/// kernel that sums in a fixed lane order gives the same result on every instruction set (a NaN stays one, but its sign and payload may differ).
/// </summary>
/// <remarks>Masks are lanes of all ones or all zeros; members named <c>…Bits</c> act on the lanes as 32-bit integers.</remarks>
internal interface ILanes<T> where T : struct, ILanes<T>
{
    /// <summary>The number of values.</summary>
    static abstract int Count { get; }

    static abstract T Create(float value);
    static abstract T CreateBits(int bits);
    /// <summary>The integers 0, 1, 2, … as bits.</summary>
    static abstract T IndexBits { get; }

    static abstract T Load(ref float source, nint index);
    /// <summary><c>source[index + 2 k]</c>; reads nothing beyond <c>source[index + 2 (Count − 1)]</c>.</summary>
    static abstract T LoadEven(ref float source, nint index);
    /// <summary>A mask: all ones where the byte is not zero.</summary>
    static abstract T LoadMask(ref byte source, nint index);
    static abstract void Store(T value, ref float target, nint index);
    /// <summary>Writes 1 for a lane of ones, 0 for a lane of zeros.</summary>
    static abstract void StoreMask(T mask, ref byte target, nint index);

    static abstract T operator +(T a, T b);
    static abstract T operator -(T a, T b);
    static abstract T operator *(T a, T b);
    static abstract T operator /(T a, T b);
    static abstract T operator &(T a, T b);
    static abstract T operator |(T a, T b);
    static abstract T operator ^(T a, T b);

    /// <summary>a b + c, rounded once.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);
    static abstract T Sqrt(T a);
    /// <summary>To the nearest integer, halves to the even one.</summary>
    static abstract T Round(T a);
    static abstract T Floor(T a);
    static abstract T Ceiling(T a);
    /// <summary>a &gt; b ? a : b, so the second where either is NaN or both are zero (what x86 calls max).</summary>
    static abstract T Larger(T a, T b);
    /// <summary>a &lt; b ? a : b, so the second where either is NaN or both are zero (what x86 calls min).</summary>
    static abstract T Lesser(T a, T b);

    static abstract T LessThan(T a, T b);
    static abstract T LessOrEqual(T a, T b);
    static abstract T Equal(T a, T b);
    static abstract T Select(T mask, T whereOnes, T whereZeros);

    static abstract T AddBits(T a, T b);
    static abstract T SubtractBits(T a, T b);
    static abstract T ShiftLeftBits(T a, int count);
    static abstract T ShiftRightBits(T a, int count);
    /// <summary>The integers that the (integral, |a| &lt; 2^31) values are, as bits.</summary>
    static abstract T ToIntegerBits(T a);
    static abstract T FromIntegerBits(T bits);
}
