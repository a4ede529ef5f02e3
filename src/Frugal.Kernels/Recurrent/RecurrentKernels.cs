using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>The inner loops of recurrent steps of one instruction set.</summary>
internal abstract class RecurrentKernels
{
    /// <inheritdoc cref="Recurrent.Lstm"/>
    public abstract void Lstm(ref float z, ref float cell, ref float hidden, nint n);

    /// <inheritdoc cref="Recurrent.GateAndAdd"/>
    public abstract void GateAndAdd(ref float gate, ref float value, ref float sum, nint n);

    /// <inheritdoc cref="Recurrent.Gate"/>
    public abstract void Gate(ref float gate, ref float value, ref float result, nint n);

    /// <inheritdoc cref="Recurrent.Blend"/>
    public abstract void Blend(ref float update, ref float candidate, ref float hidden, nint n);

    /// <inheritdoc cref="Recurrent.Simple"/>
    public abstract void Simple(ref float z, ref float hidden, nint n);
}

/// <remarks>Each loop is written once over lanes; what is left at the end runs the same operations one by one, which give the same bits.</remarks>
internal sealed class RecurrentKernels<V> : RecurrentKernels where V : struct, ILanes<V>
{
    // States below this are written as 0: products of them would be denormal, which some processors compute a hundred times slower.
    private const float Smallest = 1e-30f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Lstm(ref float z, ref float cell, ref float hidden, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) LstmAt<V>(ref z, ref cell, ref hidden, n, i);
        for (; i < n; i++) LstmAt<ScalarLanes>(ref z, ref cell, ref hidden, n, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void GateAndAdd(ref float gate, ref float value, ref float sum, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count)
            V.Store(V.MultiplyAdd(LaneMath.Sigmoid(V.Load(ref gate, i)), V.Load(ref value, i), V.Load(ref sum, i)), ref sum, i);
        for (; i < n; i++)
            ScalarLanes.Store(ScalarLanes.MultiplyAdd(LaneMath.Sigmoid(ScalarLanes.Load(ref gate, i)), ScalarLanes.Load(ref value, i), ScalarLanes.Load(ref sum, i)), ref sum, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Gate(ref float gate, ref float value, ref float result, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(LaneMath.Sigmoid(V.Load(ref gate, i)) * V.Load(ref value, i), ref result, i);
        for (; i < n; i++) ScalarLanes.Store(LaneMath.Sigmoid(ScalarLanes.Load(ref gate, i)) * ScalarLanes.Load(ref value, i), ref result, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Blend(ref float update, ref float candidate, ref float hidden, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) BlendAt<V>(ref update, ref candidate, ref hidden, i);
        for (; i < n; i++) BlendAt<ScalarLanes>(ref update, ref candidate, ref hidden, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Simple(ref float z, ref float hidden, nint n)
    {
        nint i = 0;
        for (; i <= n - V.Count; i += V.Count) V.Store(Flushed(LaneMath.Tanh(V.Load(ref z, i))), ref hidden, i);
        for (; i < n; i++) ScalarLanes.Store(Flushed(LaneMath.Tanh(ScalarLanes.Load(ref z, i))), ref hidden, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LstmAt<L>(ref float z, ref float cell, ref float hidden, nint n, nint i) where L : struct, ILanes<L>
    {
        L input = LaneMath.Sigmoid(L.Load(ref z, i)), output = LaneMath.Sigmoid(L.Load(ref z, n + i)), forget = LaneMath.Sigmoid(L.Load(ref z, 2 * n + i));
        L candidate = LaneMath.Tanh(L.Load(ref z, 3 * n + i));
        L next = Flushed(L.MultiplyAdd(forget, L.Load(ref cell, i), input * candidate));
        L.Store(next, ref cell, i);
        L.Store(Flushed(output * LaneMath.Tanh(next)), ref hidden, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BlendAt<L>(ref float update, ref float candidate, ref float hidden, nint i) where L : struct, ILanes<L>
    {
        L n = LaneMath.Tanh(L.Load(ref candidate, i));
        L.Store(Flushed(L.MultiplyAdd(LaneMath.Sigmoid(L.Load(ref update, i)), L.Load(ref hidden, i) - n, n)), ref hidden, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L Flushed<L>(L x) where L : struct, ILanes<L> =>
        L.Select(L.LessThan(LaneMath.Absolute(x), L.Create(Smallest)), L.Create(0), x);
}
