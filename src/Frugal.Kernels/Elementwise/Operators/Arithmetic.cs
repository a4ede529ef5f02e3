using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

// Functions that are one or two arithmetic instructions, with their gradients.

internal readonly struct SqrtOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Sqrt(x);
}

internal readonly struct SqrtGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => V.Create(0.5f) * a / b;
}

internal readonly struct ReciprocalOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Create(1f) / x;
}

internal readonly struct ReciprocalGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Negate(a) * (b * b);
}

internal readonly struct NegateOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Negate(x);
}

internal readonly struct AbsoluteOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Absolute(x);
}

internal readonly struct AbsoluteGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a * SignOperator.Invoke(b, alpha, beta);
}

internal readonly struct SquareOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => x * x;
}

internal readonly struct SquareGradientOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a * (b + b);
}

internal readonly struct AffineOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.MultiplyAdd(alpha, x, beta);
}

internal readonly struct AddOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a + b;
}

internal readonly struct SubtractOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a - b;
}

internal readonly struct MultiplyOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a * b;
}

internal readonly struct DivideOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => a / b;
}

internal readonly struct MinimumOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Minimum(a, b);
}

internal readonly struct MaximumOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => LaneMath.Maximum(a, b);
}

/// <summary>b + α a: what <see cref="Elementwise.AddScaled"/> does with b the output.</summary>
internal readonly struct AddScaledOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V a, V b, V alpha, V beta) where V : struct, ILanes<V> => V.MultiplyAdd(alpha, a, b);
}
