using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

// The error function and the Gaussian error linear unit, with their gradients.

internal readonly struct ErfOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Erf(x);
}

internal readonly struct ErfGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> =>
        a * (V.Create(1.12837917f) * LaneMath.Exp(LaneMath.Negate(b * b)));
}

internal readonly struct GeluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> =>
        x * V.MultiplyAdd(V.Create(0.5f), LaneMath.Erf(x * V.Create(0.707106781f)), V.Create(0.5f));
}

internal readonly struct GeluGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V>
    {
        V distribution = V.MultiplyAdd(V.Create(0.5f), LaneMath.Erf(b * V.Create(0.707106781f)), V.Create(0.5f));
        V density = V.Create(0.398942280f) * LaneMath.Exp(V.Create(-0.5f) * (b * b));
        return a * V.MultiplyAdd(b, density, distribution);
    }
}

internal readonly struct GeluTanhOperator : IUnaryOperator
{
    // (1 + tanh u) / 2 = 1 / (1 + e^(−2u)); 2 √(2/π) = 1.5957691.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V>
    {
        V u = x * V.MultiplyAdd(V.Create(1.59576912f * 0.044715f), x * x, V.Create(1.59576912f));
        return x * SigmoidOperator.Invoke(u, alpha, beta);
    }
}
