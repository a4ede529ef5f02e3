using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Frugal.Kernels;

/// <summary>The inner loops of normalisation of one instruction set.</summary>
internal abstract class NormalizationKernels
{
    /// <summary>y = (x − center) scale + shift.</summary>
    public abstract void Center(ref float x, ref float y, nint n, float center, float scale, float shift);

    /// <summary>dx = scale (dy − meanGradient − (x − center) slope).</summary>
    public abstract void CenterGradient(ref float x, ref float dy, ref float dx, nint n, float center, float scale, float meanGradient, float slope);

    /// <summary>y = (x − center) scale · gamma + beta, with one gamma and beta per element.</summary>
    public abstract void CenterWeighted(ref float x, ref float gamma, ref float beta, ref float y, nint n, float center, float scale);

    /// <summary>The largest element, n ≥ 1; elements that are NaN are passed over.</summary>
    public abstract float Largest(ref float x, nint n);

    /// <summary>y = e^(x − maximum); returns Σ y, in 32 partial sums whatever the vector width, joined by halves.</summary>
    public abstract float Exponentials(ref float x, ref float y, nint n, float maximum);

    /// <summary>x = x · factor.</summary>
    public abstract void Scale(ref float x, nint n, float factor);
}

internal sealed class NormalizationKernels<V> : NormalizationKernels where V : struct, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Center(ref float x, ref float y, nint n, float center, float scale, float shift)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count)
            V.Store(V.MultiplyAdd(V.Load(ref x, i) - V.Create(center), V.Create(scale), V.Create(shift)), ref y, i);
        for (; i < n; i++) Unsafe.Add(ref y, i) = MathF.FusedMultiplyAdd(Unsafe.Add(ref x, i) - center, scale, shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CenterGradient(
        ref float x, ref float dy, ref float dx, nint n, float center, float scale, float meanGradient, float slope)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            V difference = V.Load(ref x, i) - V.Create(center);
            V gradient = V.MultiplyAdd(difference, V.Create(-slope), V.Load(ref dy, i) - V.Create(meanGradient));
            V.Store(V.Create(scale) * gradient, ref dx, i);
        }
        for (; i < n; i++)
            Unsafe.Add(ref dx, i) = scale * MathF.FusedMultiplyAdd(Unsafe.Add(ref x, i) - center, -slope, Unsafe.Add(ref dy, i) - meanGradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void CenterWeighted(ref float x, ref float gamma, ref float beta, ref float y, nint n, float center, float scale)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count)
        {
            V normalised = (V.Load(ref x, i) - V.Create(center)) * V.Create(scale);
            V.Store(V.MultiplyAdd(normalised, V.Load(ref gamma, i), V.Load(ref beta, i)), ref y, i);
        }
        for (; i < n; i++)
            Unsafe.Add(ref y, i) = MathF.FusedMultiplyAdd((Unsafe.Add(ref x, i) - center) * scale, Unsafe.Add(ref gamma, i), Unsafe.Add(ref beta, i));
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Largest(ref float x, nint n)
    {
        Span<float> lanes = stackalloc float[Math.Max(4, V.Count)];
        lanes.Fill(float.NegativeInfinity);
        ref float p = ref lanes[0];
        nint i = 0;
        if (n >= 2 * V.Count)
        {
            V first = V.Create(float.NegativeInfinity), second = first;
            for (; i <= n - 2 * V.Count; i += 2 * V.Count)
            {
                first = V.Larger(V.Load(ref x, i), first); // NaN gives the second operand
                second = V.Larger(V.Load(ref x, i + V.Count), second);
            }
            V.Store(V.Larger(first, second), ref p, 0);
        }
        for (; i < n; i++) ScalarLanes.Store(ScalarLanes.Larger(ScalarLanes.Load(ref x, i), ScalarLanes.Load(ref p, 0)), ref p, 0);
        Vector128<float> largest = Vector128.LoadUnsafe(ref p);
        for (nuint k = 4; k < (nuint)V.Count; k += 4) largest = Vector128.MaxNative(largest, Vector128.LoadUnsafe(ref p, k));
        largest = Vector128.MaxNative(largest, Vector128.Shuffle(largest, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(largest, Vector128.Shuffle(largest, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Exponentials(ref float x, ref float y, nint n, float maximum)
    {
        const int Partials = 32;
        Span<float> partials = stackalloc float[Partials];
        partials.Clear();
        ref float p = ref partials[0];
        V shift = V.Create(maximum);
        nint i = 0;
        for (; i <= n - Partials; i += Partials)
        {
            for (nint k = 0; k < Partials; k += V.Count)
            {
                V e = LaneMath.Exp(V.Load(ref x, i + k) - shift);
                V.Store(e, ref y, i + k);
                V.Store(V.Load(ref p, k) + e, ref p, k);
            }
        }
        nint rest = i;
        for (; i <= n - V.Count; i += V.Count)
        {
            V e = LaneMath.Exp(V.Load(ref x, i) - shift);
            V.Store(e, ref y, i);
            V.Store(V.Load(ref p, i - rest) + e, ref p, i - rest);
        }
        for (; i < n; i++)
        {
            ScalarLanes e = LaneMath.Exp(ScalarLanes.Load(ref x, i) - ScalarLanes.Create(maximum));
            ScalarLanes.Store(e, ref y, i);
            Unsafe.Add(ref p, i - rest) += Unsafe.Add(ref y, i);
        }
        // By halves, four at a time: the order does not depend on the width.
        for (int half = Partials / 2; half >= 4; half /= 2)
            for (int k = 0; k < half; k += 4) (Vector128.LoadUnsafe(ref p, (nuint)k) + Vector128.LoadUnsafe(ref p, (nuint)(k + half))).StoreUnsafe(ref p, (nuint)k);
        return (p + Unsafe.Add(ref p, 2)) + (Unsafe.Add(ref p, 1) + Unsafe.Add(ref p, 3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Scale(ref float x, nint n, float factor)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(V.Load(ref x, i) * V.Create(factor), ref x, i);
        for (; i < n; i++) Unsafe.Add(ref x, i) *= factor;
    }
}
