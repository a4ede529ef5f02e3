using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>The fake-quantization kernels of one instruction set.</summary>
internal abstract class QuantizationKernels
{
    public abstract void Forward(ref float x, ref float y, nint n, float scale, float low, float high);

    /// <summary>Besides dx the terms of the scale's gradient.</summary>
    public abstract void Gradient(ref float x, ref float dy, ref float dx, ref float terms, nint n, float scale, float low, float high);
}

internal sealed class QuantizationKernels<V> : QuantizationKernels where V : struct, ILanes<V>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(ref float x, ref float y, nint n, float scale, float low, float high)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) ForwardOne<V>(ref x, ref y, i, scale, low, high);
        for (; i < n; i++) ForwardOne<ScalarLanes>(ref x, ref y, i, scale, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gradient(ref float x, ref float dy, ref float dx, ref float terms, nint n, float scale, float low, float high)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) GradientOne<V>(ref x, ref dy, ref dx, ref terms, i, scale, low, high);
        for (; i < n; i++) GradientOne<ScalarLanes>(ref x, ref dy, ref dx, ref terms, i, scale, low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ForwardOne<T>(ref float x, ref float y, nint i, float scale, float low, float high) where T : struct, ILanes<T>
    {
        T rounded = T.Round(T.Load(ref x, i) / T.Create(scale));
        T.Store(T.Lesser(T.Create(high), T.Larger(T.Create(low), rounded)) * T.Create(scale), ref y, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientOne<T>(ref float x, ref float dy, ref float dx, ref float terms, nint i, float scale, float low, float high)
        where T : struct, ILanes<T>
    {
        T position = T.Load(ref x, i) / T.Create(scale), gradient = T.Load(ref dy, i);
        T rounded = T.Round(position);
        T inside = T.LessOrEqual(T.Create(low), rounded) & T.LessOrEqual(rounded, T.Create(high));
        T clipped = T.Lesser(T.Create(high), T.Larger(T.Create(low), rounded));
        T.Store(inside & gradient, ref dx, i);
        T.Store(gradient * T.Select(inside, clipped - position, clipped), ref terms, i);
    }
}
