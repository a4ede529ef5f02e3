using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// <see cref="MicroKernel{V, O, TRows, TVectors, TIndirect}"/> for operands at distances that are known when it is compiled: B is a packed panel, and the steps of a row of A are
/// neighbours (<typeparamref name="TInterleaved"/> 0) or the rows of a step are (1, packed weights). At most six rows.
/// </summary>
/// <remarks>
/// Four steps are written out with constant offsets, so that 12 multiply-adds of 6 × 2 come with 8 loads and 1 other instruction instead of 5. That decides where two threads share
/// the front end of a core: each then gets about three instructions a cycle, and the loop runs at 82 % of its peak instead of 74 %; alone on a core both reach 98 %.
/// </remarks>
internal static unsafe class PackedMicroKernel<V, O, TRows, TVectors, TInterleaved>
    where V : struct
    where O : struct, IKernelVector<V>
    where TRows : struct, IConstant
    where TVectors : struct, IConstant
    where TInterleaved : struct, IConstant
{
    /// <summary>Computes one tile.</summary>
    /// <param name="a">A[0, 0].</param>
    /// <param name="aRow">Bytes from a row of A to the next; unused where rows are interleaved.</param>
    /// <param name="aStep">Unused: 4, or 4 · rows.</param>
    /// <param name="b">B[0, 0], two vectors for each step.</param>
    /// <param name="bStep">Unused: two vectors.</param>
    /// <param name="steps">The number of terms in each sum.</param>
    /// <param name="target">Where the sums go, and how.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(byte* a, nint aRow, nint aStep, byte* b, nint bStep, nint steps, TileTarget* target)
    {
        if (target->Flags != TileFlags.Near) TileStore<V, O, TVectors>.Prefetch(target, TRows.Value);
        V c00 = default, c01 = default;
        V c10 = default, c11 = default;
        V c20 = default, c21 = default;
        V c30 = default, c31 = default;
        V c40 = default, c41 = default;
        V c50 = default, c51 = default;
        if (TInterleaved.Value == 1) aRow = sizeof(float);
        nint step = TInterleaved.Value == 1 ? TRows.Value * sizeof(float) : sizeof(float);
        byte* a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow, a4 = a3 + aRow, a5 = a4 + aRow;
        nint at = 0;
        for (; steps >= 4; steps -= 4)
        {
            Step(0, a, a1, a2, a3, a4, a5, at, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            Step(1, a, a1, a2, a3, a4, a5, at, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            Step(2, a, a1, a2, a3, a4, a5, at, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            Step(3, a, a1, a2, a3, a4, a5, at, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            at += 4 * step;
            b += 4 * 2 * O.Width * sizeof(float);
        }

        for (; steps > 0; steps--)
        {
            Step(0, a, a1, a2, a3, a4, a5, at, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            at += step;
            b += 2 * O.Width * sizeof(float);
        }

        TileFlags flags = target->Flags;
        float* to = target->C, residual = target->Residual;
        nint row = target->CRow;
        if (flags == TileFlags.Near)
        {
            Store(to, c00, c01);
            if (TRows.Value > 1) Store(to + 1 * row, c10, c11);
            if (TRows.Value > 2) Store(to + 2 * row, c20, c21);
            if (TRows.Value > 3) Store(to + 3 * row, c30, c31);
            if (TRows.Value > 4) Store(to + 4 * row, c40, c41);
            if (TRows.Value > 5) Store(to + 5 * row, c50, c51);
            return;
        }

        TileStore<V, O, TVectors>.Row(target, flags, to, residual, 0, c00, c01);
        if (TRows.Value > 1) TileStore<V, O, TVectors>.Row(target, flags, to + 1 * row, residual + 1 * row, 1, c10, c11);
        if (TRows.Value > 2) TileStore<V, O, TVectors>.Row(target, flags, to + 2 * row, residual + 2 * row, 2, c20, c21);
        if (TRows.Value > 3) TileStore<V, O, TVectors>.Row(target, flags, to + 3 * row, residual + 3 * row, 3, c30, c31);
        if (TRows.Value > 4) TileStore<V, O, TVectors>.Row(target, flags, to + 4 * row, residual + 4 * row, 4, c40, c41);
        if (TRows.Value > 5) TileStore<V, O, TVectors>.Row(target, flags, to + 5 * row, residual + 5 * row, 5, c50, c51);
        if ((flags & TileFlags.ByWay) != 0) TileFinisher<V, O>.Finish(target, TRows.Value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, V first, V second)
    {
        O.Store(to, first);
        if (TVectors.Value > 1) O.Store(to + O.Width, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(int number, byte* a0, byte* a1, byte* a2, byte* a3, byte* a4, byte* a5, nint at, byte* b,
        ref V c00, ref V c01, ref V c10, ref V c11, ref V c20, ref V c21,
        ref V c30, ref V c31, ref V c40, ref V c41, ref V c50, ref V c51)
    {
        V b0 = O.Load((float*)b + number * 2 * O.Width);
        V b1 = TVectors.Value > 1 ? O.Load((float*)b + number * 2 * O.Width + O.Width) : default;
        {
            V x = TInterleaved.Value == 1 ? O.Broadcast(*(float*)(a0 + at + 0 * sizeof(float) + number * TRows.Value * sizeof(float))) : O.Broadcast(*(float*)(a0 + at + number * sizeof(float)));
            c00 = O.MultiplyAdd(x, b0, c00);
            if (TVectors.Value > 1) c01 = O.MultiplyAdd(x, b1, c01);
        }
        if (TRows.Value > 1)
        {
            V x = TInterleaved.Value == 1 ? O.Broadcast(*(float*)(a0 + at + 1 * sizeof(float) + number * TRows.Value * sizeof(float))) : O.Broadcast(*(float*)(a1 + at + number * sizeof(float)));
            c10 = O.MultiplyAdd(x, b0, c10);
            if (TVectors.Value > 1) c11 = O.MultiplyAdd(x, b1, c11);
        }
        if (TRows.Value > 2)
        {
            V x = TInterleaved.Value == 1 ? O.Broadcast(*(float*)(a0 + at + 2 * sizeof(float) + number * TRows.Value * sizeof(float))) : O.Broadcast(*(float*)(a2 + at + number * sizeof(float)));
            c20 = O.MultiplyAdd(x, b0, c20);
            if (TVectors.Value > 1) c21 = O.MultiplyAdd(x, b1, c21);
        }
        if (TRows.Value > 3)
        {
            V x = TInterleaved.Value == 1 ? O.Broadcast(*(float*)(a0 + at + 3 * sizeof(float) + number * TRows.Value * sizeof(float))) : O.Broadcast(*(float*)(a3 + at + number * sizeof(float)));
            c30 = O.MultiplyAdd(x, b0, c30);
            if (TVectors.Value > 1) c31 = O.MultiplyAdd(x, b1, c31);
        }
        if (TRows.Value > 4)
        {
            V x = TInterleaved.Value == 1 ? O.Broadcast(*(float*)(a0 + at + 4 * sizeof(float) + number * TRows.Value * sizeof(float))) : O.Broadcast(*(float*)(a4 + at + number * sizeof(float)));
            c40 = O.MultiplyAdd(x, b0, c40);
            if (TVectors.Value > 1) c41 = O.MultiplyAdd(x, b1, c41);
        }
        if (TRows.Value > 5)
        {
            V x = TInterleaved.Value == 1 ? O.Broadcast(*(float*)(a0 + at + 5 * sizeof(float) + number * TRows.Value * sizeof(float))) : O.Broadcast(*(float*)(a5 + at + number * sizeof(float)));
            c50 = O.MultiplyAdd(x, b0, c50);
            if (TVectors.Value > 1) c51 = O.MultiplyAdd(x, b1, c51);
        }
    }
}
