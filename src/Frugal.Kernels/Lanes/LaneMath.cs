using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// Elementary functions over lanes. They use only exactly rounded operations in a fixed order, so the bits are the same on every
/// instruction set and platform. The polynomials are minimax fits (Remez exchange) made for this file; the argument
/// reductions are the classic ones (Muller, "Elementary Functions", 2016).
/// </summary>
internal static class LaneMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const float Log2E = 1.44269504f;
    // ln 2 as a float32 and what is missing to its true value.
    private const float Ln2High = 0.693147182f;
    private const float Ln2Low = -1.90465430e-9f;

    [MethodImpl(Inline)] public static V Absolute<V>(V x) where V : struct, ILanes<V> => x & V.CreateBits(int.MaxValue);
    [MethodImpl(Inline)] public static V Negate<V>(V x) where V : struct, ILanes<V> => x ^ V.CreateBits(int.MinValue);

    /// <summary>The magnitude of the first (not negative) with the sign of the second.</summary>
    [MethodImpl(Inline)]
    public static V WithSign<V>(V magnitude, V sign) where V : struct, ILanes<V> => magnitude | (sign & V.CreateBits(int.MinValue));

    /// <summary>The larger value; NaN if either is NaN.</summary>
    [MethodImpl(Inline)]
    public static V Maximum<V>(V a, V b) where V : struct, ILanes<V> => V.Select(V.Equal(a, a), V.Larger(a, b), a);

    /// <summary>The smaller value; NaN if either is NaN.</summary>
    [MethodImpl(Inline)]
    public static V Minimum<V>(V a, V b) where V : struct, ILanes<V> => V.Select(V.Equal(a, a), V.Lesser(a, b), a);

    /// <summary>2^n for the integral n in −126 … 127.</summary>
    [MethodImpl(Inline)]
    private static V PowerOfTwo<V>(V nBits) where V : struct, ILanes<V> => V.ShiftLeftBits(V.AddBits(nBits, V.CreateBits(127)), 23);

    /// <summary>x = n ln 2 + r with |r| ≤ ln 2 / 2; returns e^r − 1 (relative error below 2^-24).</summary>
    [MethodImpl(Inline)]
    private static V ReducedExponential<V>(V x, out V n) where V : struct, ILanes<V>
    {
        n = V.Round(x * V.Create(Log2E));
        V r = V.MultiplyAdd(n, V.Create(-Ln2High), x);
        r = V.MultiplyAdd(n, V.Create(-Ln2Low), r);
        V q = V.Create(0.00138825108f);
        q = V.MultiplyAdd(q, r, V.Create(0.00836658012f));
        q = V.MultiplyAdd(q, r, V.Create(0.0416672006f));
        q = V.MultiplyAdd(q, r, V.Create(0.166665435f));
        q = V.MultiplyAdd(q, r, V.Create(0.49999997f));
        return V.MultiplyAdd(q, r * r, r);
    }

    /// <summary>e^x: at most 1.1 ulp off; denormal results included; +∞ above 88.7228, 0 below −103.97.</summary>
    [MethodImpl(Inline)]
    public static V Exp<V>(V x) where V : struct, ILanes<V>
    {
        V clamped = V.Larger(V.Lesser(x, V.Create(89f)), V.Create(-104f));
        V p = V.Create(1f) + ReducedExponential(clamped, out V n);
        // Two factors, because 2^n itself may be outside of the normal range.
        V bits = V.ToIntegerBits(n);
        V half = V.ShiftRightBits(bits, 1);
        V result = p * PowerOfTwo(half) * PowerOfTwo(V.SubtractBits(bits, half));
        return V.Select(V.Equal(x, x), result, x);
    }

    /// <summary>e^x for −87 ≤ x ≤ 88, at most 1.1 ulp off; not to be called with others or NaN.</summary>
    [MethodImpl(Inline)]
    private static V ExpWithinRange<V>(V x) where V : struct, ILanes<V>
    {
        V p = V.Create(1f) + ReducedExponential(x, out V n);
        return p * PowerOfTwo(V.ToIntegerBits(n));
    }

    /// <summary>e^x − 1 for x ≤ 0, at most 2 ulp off; NaN gives −1.</summary>
    [MethodImpl(Inline)]
    public static V ExpMinusOneOfNegative<V>(V x) where V : struct, ILanes<V>
    {
        V p = ReducedExponential(V.Larger(x, V.Create(-30f)), out V n);
        V scale = PowerOfTwo(V.ToIntegerBits(n));
        return V.MultiplyAdd(scale, p, scale - V.Create(1f));
    }

    /// <summary>ln x for normal positive x, with x = 2^e m and m in [√½, √2).</summary>
    [MethodImpl(Inline)]
    private static V LogOfNormal<V>(V x, V exponentOffset) where V : struct, ILanes<V>
    {
        V rootHalf = V.CreateBits(0x3F3504F3);
        V shifted = V.SubtractBits(x, rootHalf);
        V e = V.FromIntegerBits(V.ShiftRightBits(shifted, 23)) + exponentOffset;
        V f = V.AddBits(shifted & V.CreateBits(0x007FFFFF), rootHalf) - V.Create(1f);
        V p = V.Create(-0.0763450563f);
        p = V.MultiplyAdd(p, f, V.Create(0.127615929f));
        p = V.MultiplyAdd(p, f, V.Create(-0.13160187f));
        p = V.MultiplyAdd(p, f, V.Create(0.142017558f));
        p = V.MultiplyAdd(p, f, V.Create(-0.166233569f));
        p = V.MultiplyAdd(p, f, V.Create(0.200012267f));
        p = V.MultiplyAdd(p, f, V.Create(-0.250008196f));
        p = V.MultiplyAdd(p, f, V.Create(0.333333313f));
        V square = f * f;
        V tail = V.MultiplyAdd(p, square * f, e * V.Create(Ln2Low));
        tail = V.MultiplyAdd(V.Create(-0.5f), square, tail);
        return V.MultiplyAdd(e, V.Create(Ln2High), f + tail);
    }

    /// <summary>ln x: at most 2 ulp off, denormals included; −∞ at ±0, NaN below.</summary>
    [MethodImpl(Inline)]
    public static V Log<V>(V x) where V : struct, ILanes<V>
    {
        V denormal = V.LessThan(x, V.Create(1.17549435e-38f));
        V normal = V.Select(denormal, x * V.Create(8388608f), x);
        V result = LogOfNormal(normal, denormal & V.Create(-23f));
        result = V.Select(V.LessThan(x, V.Create(float.PositiveInfinity)), result, x);
        V outside = V.Select(V.Equal(x, V.Create(0f)), V.Create(float.NegativeInfinity), V.Create(float.NaN));
        return V.Select(V.LessOrEqual(x, V.Create(0f)), outside, result);
    }

    /// <summary>ln(1 + x) for 0 ≤ x ≤ 1, at most 2 ulp off.</summary>
    [MethodImpl(Inline)]
    private static V LogOnePlus<V>(V x) where V : struct, ILanes<V>
    {
        V u = V.Create(1f) + x;
        V lost = x - (u - V.Create(1f));
        return LogOfNormal(u, V.Create(0f)) + lost / u;
    }

    /// <summary>1 / (1 + e^−x): at most 2.5 ulp off, denormal results included.</summary>
    [MethodImpl(Inline)]
    public static V Sigmoid<V>(V x) where V : struct, ILanes<V>
    {
        V e = Exp(Negate(Absolute(x)));
        V numerator = V.Select(V.LessThan(x, V.Create(0f)), e, V.Create(1f));
        return numerator / (V.Create(1f) + e);
    }

    /// <summary>tanh x = −t / (t + 2), t = e^(−2|x|) − 1, with the sign of x: at most 2.5 ulp off.</summary>
    [MethodImpl(Inline)]
    public static V Tanh<V>(V x) where V : struct, ILanes<V>
    {
        V t = ExpMinusOneOfNegative(Absolute(x) * V.Create(-2f));
        V magnitude = Absolute(t / (t + V.Create(2f)));
        return V.Select(V.Equal(x, x), WithSign(magnitude, x), x);
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|): at most 2.5 ulp off.</summary>
    [MethodImpl(Inline)]
    public static V Softplus<V>(V x) where V : struct, ILanes<V> =>
        V.Larger(x, V.Create(0f)) + LogOnePlus(Exp(Negate(Absolute(x))));

    /// <summary>
    /// erf x: at most 2 ulp off. Up to |x| = 0.9 an odd polynomial; above, 1 − e^−g(|x|) with g a polynomial fit of −ln erfc.
    /// </summary>
    [MethodImpl(Inline)]
    public static V Erf<V>(V x) where V : struct, ILanes<V>
    {
        V square = x * x;
        V p = V.Create(8.51310469e-05f);
        p = V.MultiplyAdd(p, square, V.Create(-0.000817563967f));
        p = V.MultiplyAdd(p, square, V.Create(0.00520385895f));
        p = V.MultiplyAdd(p, square, V.Create(-0.0268605091f));
        p = V.MultiplyAdd(p, square, V.Create(0.112837151f));
        p = V.MultiplyAdd(p, square, V.Create(-0.376126349f));
        p = V.MultiplyAdd(p, square, V.Create(0.128379167f)); // 2/√π − 1: the 1 is added last, exactly
        V small = V.MultiplyAdd(p, x, x);

        V t = V.Lesser(Absolute(x), V.Create(4f));
        V g = V.Create(-0.000198330963f);
        g = V.MultiplyAdd(g, t, V.Create(0.00306657166f));
        g = V.MultiplyAdd(g, t, V.Create(-0.0223194789f));
        g = V.MultiplyAdd(g, t, V.Create(0.10412243f));
        g = V.MultiplyAdd(g, t, V.Create(0.636966228f));
        g = V.MultiplyAdd(g, t, V.Create(1.12780297f));
        g = V.MultiplyAdd(g, t, V.Create(0.000165067846f));
        V large = WithSign(V.Create(1f) - ExpWithinRange(Negate(g)), x);
        return V.Select(V.LessThan(V.Create(0.9f), Absolute(x)), large, small);
    }
}
