using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>The weight updates of one instruction set. The mask's length is 0 for none.</summary>
internal abstract class OptimizerKernels
{
    public abstract void Sgd(in SgdSettings settings, ref float w, ref float g, ref float v, nint n, ref byte mask, bool masked);
    public abstract void SgdWithoutMomentum(in SgdSettings settings, ref float w, ref float g, nint n, ref byte mask, bool masked);
    public abstract void Adam(in AdamStep step, ref float w, ref float g, ref float m, ref float v, nint n, ref byte mask, bool masked);
}

/// <summary>What an Adam step needs of its settings, worked out once a step.</summary>
internal readonly record struct AdamStep(
    float GradientScale, float L2, float L1, float KeptShare, float Beta1, float Beta2, float NewShare1, float NewShare2, float Rate, float InverseRoot2, float Epsilon);

/// <summary>Limited by memory: each weight, gradient and moment is read once and written once.</summary>
internal sealed class OptimizerKernels<V> : OptimizerKernels where V : struct, ILanes<V>
{
    // Below this a moment is written as 0: it would become denormal, which some processors compute 30 times more slowly.
    private const float Negligible = 1e-30f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sgd(in SgdSettings settings, ref float w, ref float g, ref float v, nint n, ref byte mask, bool masked)
    {
        SgdSettings s = settings;
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) SgdOne<V>(in s, ref w, ref g, ref v, i, ref mask, masked);
        for (; i < n; i++) SgdOne<ScalarLanes>(in s, ref w, ref g, ref v, i, ref mask, masked);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SgdWithoutMomentum(in SgdSettings settings, ref float w, ref float g, nint n, ref byte mask, bool masked)
    {
        SgdSettings s = settings;
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) PlainOne<V>(in s, ref w, ref g, i, ref mask, masked);
        for (; i < n; i++) PlainOne<ScalarLanes>(in s, ref w, ref g, i, ref mask, masked);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Adam(in AdamStep step, ref float w, ref float g, ref float m, ref float v, nint n, ref byte mask, bool masked)
    {
        AdamStep s = step;
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) AdamOne<V>(in s, ref w, ref g, ref m, ref v, i, ref mask, masked);
        for (; i < n; i++) AdamOne<ScalarLanes>(in s, ref w, ref g, ref m, ref v, i, ref mask, masked);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SgdOne<T>(in SgdSettings s, ref float w, ref float g, ref float v, nint i, ref byte mask, bool masked) where T : struct, ILanes<T>
    {
        T weight = T.Load(ref w, i);
        T gradient = Regularised(T.Load(ref g, i), weight, s.GradientScale, s.L2, s.L1);
        T velocity = Flushed(T.MultiplyAdd(T.Create(s.Momentum), T.Load(ref v, i), gradient));
        T.Store(velocity, ref v, i);
        T direction = s.Nesterov ? T.MultiplyAdd(T.Create(s.Momentum), velocity, gradient) : velocity;
        StoreMasked(T.MultiplyAdd(T.Create(-s.LearningRate), direction, weight), ref w, i, ref mask, masked);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PlainOne<T>(in SgdSettings s, ref float w, ref float g, nint i, ref byte mask, bool masked) where T : struct, ILanes<T>
    {
        T weight = T.Load(ref w, i);
        T gradient = Regularised(T.Load(ref g, i), weight, s.GradientScale, s.L2, s.L1);
        StoreMasked(T.MultiplyAdd(T.Create(-s.LearningRate), gradient, weight), ref w, i, ref mask, masked);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AdamOne<T>(in AdamStep s, ref float w, ref float g, ref float m, ref float v, nint i, ref byte mask, bool masked)
        where T : struct, ILanes<T>
    {
        T weight = T.Load(ref w, i);
        T gradient = Regularised(T.Load(ref g, i), weight, s.GradientScale, s.L2, s.L1);
        T first = Flushed(T.MultiplyAdd(T.Create(s.Beta1), T.Load(ref m, i), T.Create(s.NewShare1) * gradient));
        T second = Flushed(T.MultiplyAdd(T.Create(s.Beta2), T.Load(ref v, i), T.Create(s.NewShare2) * gradient * gradient));
        T.Store(first, ref m, i);
        T.Store(second, ref v, i);
        T denominator = T.MultiplyAdd(T.Sqrt(second), T.Create(s.InverseRoot2), T.Create(s.Epsilon));
        T kept = weight * T.Create(s.KeptShare);
        StoreMasked(kept - T.Create(s.Rate) * first / denominator, ref w, i, ref mask, masked);
    }

    /// <summary>scale g + L2 w + L1 sign(w).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Regularised<T>(T gradient, T weight, float scale, float l2, float l1) where T : struct, ILanes<T>
    {
        T result = T.MultiplyAdd(T.Create(l2), weight, gradient * T.Create(scale));
        if (l1 != 0f) result = T.MultiplyAdd(T.Create(l1), SignOperator.Invoke(weight, weight, weight), result);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Flushed<T>(T moment) where T : struct, ILanes<T> =>
        T.Select(T.LessThan(LaneMath.Absolute(moment), T.Create(Negligible)), T.Create(0f), moment);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreMasked<T>(T weight, ref float w, nint i, ref byte mask, bool masked) where T : struct, ILanes<T> =>
        T.Store(masked ? T.LoadMask(ref mask, i) & weight : weight, ref w, i);
}
