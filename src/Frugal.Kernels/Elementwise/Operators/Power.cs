using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// a^b in float64: e^(b ln a) with series whose relative error is below 1e-12, so the float32 result is at most 0.51 ulp off. One value at a
/// time and the same on every platform; the common constant exponents have their own loops.
/// </summary>
internal static class Power
{
    public static void Pair(ref float a, ref float b, ref float y, nint n, float alpha, float beta)
    {
        for (nint i = 0; i < n; i++) At(ref y, i) = Of(At(ref a, i), At(ref b, i));
    }

    public static void RightScalar<V>(ref float a, ref float b, ref float y, nint n, float alpha, float beta) where V : struct, ILanes<V>
    {
        float exponent = b;
        if (exponent == 2f) ElementwiseLoops.Unary<SquareOperator, V>(ref a, ref y, n, 0f, 0f);
        else if (exponent == 1f) ElementwiseLoops.Unary<AffineOperator, V>(ref a, ref y, n, 1f, -0f);
        else if (exponent == -1f) ElementwiseLoops.Unary<ReciprocalOperator, V>(ref a, ref y, n, 0f, 0f);
        else for (nint i = 0; i < n; i++) At(ref y, i) = Of(At(ref a, i), exponent);
    }

    public static void LeftScalar(ref float a, ref float b, ref float y, nint n, float alpha, float beta)
    {
        float radix = a;
        for (nint i = 0; i < n; i++) At(ref y, i) = Of(radix, At(ref b, i));
    }

    private static ref float At(ref float source, nint index) => ref Unsafe.Add(ref source, index);

    internal static float Of(float a, float b)
    {
        if (b == 0f || a == 1f) return 1f;
        if (float.IsNaN(a) || float.IsNaN(b)) return float.NaN;
        bool integral = MathF.Floor(b) == b;
        bool odd = integral && MathF.Abs(b) < 16777216f && ((int)b & 1) != 0;
        float magnitude = MathF.Abs(a);
        float result;
        if (float.IsInfinity(b)) result = magnitude == 1f ? 1f : magnitude > 1f == b > 0f ? float.PositiveInfinity : 0f;
        else if (magnitude == 0f || float.IsInfinity(magnitude)) result = magnitude == 0f == b < 0f ? float.PositiveInfinity : 0f;
        else if (a < 0f && !integral) return float.NaN;
        else result = (float)DoubleMath.Exp(b * DoubleMath.Log(magnitude));
        return odd && float.IsNegative(a) ? -result : result;
    }
}
