using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>How a reduction takes up an element, and how it joins two partial results.</summary>
internal interface IReductionOperator
{
    static abstract float Identity { get; }
    static abstract V Accumulate<V>(V partial, V x) where V : struct, ILanes<V>;
    static abstract V Merge<V>(V a, V b) where V : struct, ILanes<V>;
    /// <summary>Joins the results of chunks, in float64.</summary>
    static abstract double Merge(double a, double b);
}

internal readonly struct SumReduction : IReductionOperator
{
    public static float Identity => 0f;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Accumulate<V>(V partial, V x) where V : struct, ILanes<V> => partial + x;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Merge<V>(V a, V b) where V : struct, ILanes<V> => a + b;
    public static double Merge(double a, double b) => a + b;
}

internal readonly struct AbsoluteSumReduction : IReductionOperator
{
    public static float Identity => 0f;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Accumulate<V>(V partial, V x) where V : struct, ILanes<V> => partial + LaneMath.Absolute(x);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Merge<V>(V a, V b) where V : struct, ILanes<V> => a + b;
    public static double Merge(double a, double b) => a + b;
}

internal readonly struct SumOfSquaresReduction : IReductionOperator
{
    public static float Identity => 0f;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Accumulate<V>(V partial, V x) where V : struct, ILanes<V> => V.MultiplyAdd(x, x, partial);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Merge<V>(V a, V b) where V : struct, ILanes<V> => a + b;
    public static double Merge(double a, double b) => a + b;
}

internal readonly struct MaximumReduction : IReductionOperator
{
    public static float Identity => float.NegativeInfinity;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Accumulate<V>(V partial, V x) where V : struct, ILanes<V> => LaneMath.Maximum(partial, x);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Merge<V>(V a, V b) where V : struct, ILanes<V> => LaneMath.Maximum(a, b);
    public static double Merge(double a, double b) => Math.Max(a, b);
}

internal readonly struct MinimumReduction : IReductionOperator
{
    public static float Identity => float.PositiveInfinity;
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Accumulate<V>(V partial, V x) where V : struct, ILanes<V> => LaneMath.Minimum(partial, x);
    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static V Merge<V>(V a, V b) where V : struct, ILanes<V> => LaneMath.Minimum(a, b);
    public static double Merge(double a, double b) => Math.Min(a, b);
}

/// <summary>The terms of the sums in float64; z is a second operand, the shift a value subtracted before a product.</summary>
internal interface IWideTerm
{
    static abstract W Accumulate<W>(W partial, W x, W z, W shift) where W : struct, IWideLanes<W>;
}

internal readonly struct WideSum : IWideTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Accumulate<W>(W partial, W x, W z, W shift) where W : struct, IWideLanes<W> => partial + x;
}

/// <summary>Σ (x − shift)².</summary>
internal readonly struct WideShiftedSquares : IWideTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Accumulate<W>(W partial, W x, W z, W shift) where W : struct, IWideLanes<W>
    {
        W difference = x - shift;
        return W.MultiplyAdd(difference, difference, partial);
    }
}

/// <summary>Σ x (z − shift).</summary>
internal readonly struct WideShiftedProduct : IWideTerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static W Accumulate<W>(W partial, W x, W z, W shift) where W : struct, IWideLanes<W> => W.MultiplyAdd(x, z - shift, partial);
}
