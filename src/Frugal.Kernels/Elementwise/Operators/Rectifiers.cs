using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

// The piecewise linear functions and their gradients. Larger and Lesser hand on the second operand where it is NaN.

internal readonly struct ReluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Larger(V.Create(0f), x);
}

internal readonly struct ReluGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => V.LessThan(V.Create(0f), b) & a;
}

internal readonly struct LeakyReluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Select(V.LessThan(x, V.Create(0f)), x * alpha, x);
}

internal readonly struct ParametricReluOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => V.Select(V.LessThan(a, V.Create(0f)), a * b, a);
}

internal readonly struct LeakyReluGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => V.Select(V.LessThan(b, V.Create(0f)), a * alpha, a);
}

internal readonly struct ClipOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Lesser(beta, V.Larger(alpha, x));
}

internal readonly struct ClipGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => V.LessOrEqual(alpha, b) & V.LessOrEqual(b, beta) & a;
}

internal readonly struct HardSigmoidOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> =>
        V.Lesser(V.Create(1f), V.Larger(V.Create(0f), V.MultiplyAdd(alpha, x, beta)));
}

internal readonly struct HardSigmoidGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V>
    {
        V line = V.MultiplyAdd(alpha, b, beta);
        return V.LessThan(V.Create(0f), line) & V.LessThan(line, V.Create(1f)) & (a * alpha);
    }
}

internal readonly struct HardSwishOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> =>
        x * V.Lesser(V.Create(1f), V.Larger(V.Create(0f), V.MultiplyAdd(V.Create(1f / 6f), x, V.Create(0.5f))));
}

internal readonly struct HardSwishGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V>
    {
        V slope = V.MultiplyAdd(V.Create(1f / 3f), b, V.Create(0.5f));
        slope = V.Select(V.LessThan(b, V.Create(3f)), slope, V.Create(1f));
        return V.LessThan(V.Create(-3f), b) & (a * slope);
    }
}
