using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

// Exponential, logarithm and the activations made of them, with their gradients.

internal readonly struct ExpOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Exp(x);
}

internal readonly struct LogOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Log(x);
}

internal readonly struct SigmoidOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Sigmoid(x);
}

internal readonly struct SigmoidGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a * (b * (V.Create(1f) - b));
}

internal readonly struct TanhOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Tanh(x);
}

internal readonly struct TanhGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> =>
        a * V.MultiplyAdd(LaneMath.Negate(b), b, V.Create(1f));
}

internal readonly struct EluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> =>
        V.Select(V.LessOrEqual(x, V.Create(0f)), alpha * LaneMath.ExpMinusOneOfNegative(V.Lesser(x, V.Create(0f))), x);
}

internal readonly struct EluGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> =>
        a * V.Select(V.LessThan(V.Create(0f), b), V.Create(1f), alpha * LaneMath.Exp(b));
}

internal readonly struct SoftplusOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Softplus(x);
}

internal readonly struct SoftplusGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a * LaneMath.Sigmoid(b);
}

internal readonly struct SiluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => x * LaneMath.Sigmoid(x);
}

internal readonly struct SiluGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V>
    {
        // 1 − s is the sigmoid of −x: no cancellation for large x.
        V s = LaneMath.Sigmoid(b);
        return a * (s * V.MultiplyAdd(b, LaneMath.Sigmoid(LaneMath.Negate(b)), V.Create(1f)));
    }
}

internal readonly struct SeluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> =>
        V.Select(V.LessOrEqual(x, V.Create(0f)), alpha * LaneMath.ExpMinusOneOfNegative(V.Lesser(x, V.Create(0f))), beta * x);
}

internal readonly struct CeluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> =>
        V.Select(V.LessOrEqual(x, V.Create(0f)), alpha * LaneMath.ExpMinusOneOfNegative(beta * V.Lesser(x, V.Create(0f))), x);
}

internal readonly struct MishOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => x * LaneMath.Tanh(LaneMath.Softplus(x));
}

internal readonly struct SwishOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => x * LaneMath.Sigmoid(alpha * x);
}

internal readonly struct SoftsignOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => x / (V.Create(1f) + LaneMath.Absolute(x));
}
