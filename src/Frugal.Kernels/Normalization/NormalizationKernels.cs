using System.Runtime.CompilerServices;

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
}
