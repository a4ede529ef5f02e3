using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

// Functions that give integers. They have no gradient.

internal readonly struct SignOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V>
    {
        V notZero = V.LessThan(V.Create(0f), LaneMath.Absolute(x));
        return V.Select(notZero, LaneMath.WithSign(V.Create(1f), x), x);
    }
}

internal readonly struct FloorOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Floor(x);
}

internal readonly struct CeilingOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Ceiling(x);
}

internal readonly struct RoundOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Invoke<V>(V x, V alpha, V beta) where V : struct, ILanes<V> => V.Round(x);
}
