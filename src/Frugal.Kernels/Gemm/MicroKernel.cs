using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// C[i, j] = finish(Σ over steps p of A[i, p] · B[p, j]), all sums in registers: <typeparamref name="TRows"/> rows by
/// <typeparamref name="TVectors"/> (1 or 2) vectors of columns. The one body is compiled for each vector type and tile size; conditions on the
/// constants vanish. A is read by broadcasts with any strides (so row-major, transposed and packed A are one kernel), B by whole vectors of a row:
/// rows at equal distances, or, where <typeparamref name="TIndirect"/> is 1, wherever a list of offsets says (the taps of a convolution).
/// </summary>
/// <remarks>
/// Limit: two fused multiply-adds a cycle. 6 × 2 AVX2 needs 12 of them for 8 loads, 14 × 2 AVX-512 28 for 16; accumulators, two vectors
/// of B and one of A fill the 16 or 32 registers.
/// </remarks>
internal static unsafe class MicroKernel<V, O, TRows, TVectors, TIndirect>
    where V : struct
    where O : struct, IKernelVector<V>
    where TRows : struct, IConstant
    where TVectors : struct, IConstant
    where TIndirect : struct, IConstant
{
    /// <summary>Computes one tile.</summary>
    /// <param name="a">A[0, 0].</param>
    /// <param name="aRow">Bytes from a row of A to the next.</param>
    /// <param name="aStep">Bytes from a step of A to the next.</param>
    /// <param name="b">B[0, 0].</param>
    /// <param name="bStep">Bytes from a step of B to the next; with offsets, bytes from the first vector of a step to the second.</param>
    /// <param name="steps">The number of terms in each sum.</param>
    /// <param name="target">Where the sums go, and how.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(byte* a, nint aRow, nint aStep, byte* b, nint bStep, nint steps, TileTarget* target)
    {
        TileStore<V, O, TVectors>.Prefetch(target, TRows.Value);
        int* offsets = TIndirect.Value == 1 ? target->Offsets : null;
        V c00 = default, c01 = default;
        V c10 = default, c11 = default;
        V c20 = default, c21 = default;
        V c30 = default, c31 = default;
        V c40 = default, c41 = default;
        V c50 = default, c51 = default;
        V c60 = default, c61 = default;
        V c70 = default, c71 = default;
        V c80 = default, c81 = default;
        V c90 = default, c91 = default;
        V c100 = default, c101 = default;
        V c110 = default, c111 = default;
        V c120 = default, c121 = default;
        V c130 = default, c131 = default;
        byte* a3 = TRows.Value > 3 ? a + 3 * aRow : a;
        byte* a6 = TRows.Value > 6 ? a + 6 * aRow : a;
        byte* a9 = TRows.Value > 9 ? a + 9 * aRow : a;
        byte* a12 = TRows.Value > 12 ? a + 12 * aRow : a;

        for (; steps > 0; steps--)
        {
            byte* p = b;
            if (TIndirect.Value == 1) p += *offsets++;
            V b0 = O.Load((float*)p);
            V b1 = TVectors.Value == 1 ? default : TIndirect.Value == 1 ? O.Load((float*)(p + bStep)) : O.Load((float*)p + O.Width);
            if (TIndirect.Value == 0) b += bStep;

            {
                V x = O.Broadcast(*(float*)a);
                c00 = O.MultiplyAdd(x, b0, c00);
                if (TVectors.Value > 1) c01 = O.MultiplyAdd(x, b1, c01);
            }
            if (TRows.Value > 1)
            {
                V x = O.Broadcast(*(float*)(a + aRow));
                c10 = O.MultiplyAdd(x, b0, c10);
                if (TVectors.Value > 1) c11 = O.MultiplyAdd(x, b1, c11);
            }
            if (TRows.Value > 2)
            {
                V x = O.Broadcast(*(float*)(a + 2 * aRow));
                c20 = O.MultiplyAdd(x, b0, c20);
                if (TVectors.Value > 1) c21 = O.MultiplyAdd(x, b1, c21);
            }
            if (TRows.Value > 3)
            {
                V x = O.Broadcast(*(float*)a3);
                c30 = O.MultiplyAdd(x, b0, c30);
                if (TVectors.Value > 1) c31 = O.MultiplyAdd(x, b1, c31);
            }
            if (TRows.Value > 4)
            {
                V x = O.Broadcast(*(float*)(a3 + aRow));
                c40 = O.MultiplyAdd(x, b0, c40);
                if (TVectors.Value > 1) c41 = O.MultiplyAdd(x, b1, c41);
            }
            if (TRows.Value > 5)
            {
                V x = O.Broadcast(*(float*)(a3 + 2 * aRow));
                c50 = O.MultiplyAdd(x, b0, c50);
                if (TVectors.Value > 1) c51 = O.MultiplyAdd(x, b1, c51);
            }
            if (TRows.Value > 6)
            {
                V x = O.Broadcast(*(float*)a6);
                c60 = O.MultiplyAdd(x, b0, c60);
                if (TVectors.Value > 1) c61 = O.MultiplyAdd(x, b1, c61);
            }
            if (TRows.Value > 7)
            {
                V x = O.Broadcast(*(float*)(a6 + aRow));
                c70 = O.MultiplyAdd(x, b0, c70);
                if (TVectors.Value > 1) c71 = O.MultiplyAdd(x, b1, c71);
            }
            if (TRows.Value > 8)
            {
                V x = O.Broadcast(*(float*)(a6 + 2 * aRow));
                c80 = O.MultiplyAdd(x, b0, c80);
                if (TVectors.Value > 1) c81 = O.MultiplyAdd(x, b1, c81);
            }
            if (TRows.Value > 9)
            {
                V x = O.Broadcast(*(float*)a9);
                c90 = O.MultiplyAdd(x, b0, c90);
                if (TVectors.Value > 1) c91 = O.MultiplyAdd(x, b1, c91);
            }
            if (TRows.Value > 10)
            {
                V x = O.Broadcast(*(float*)(a9 + aRow));
                c100 = O.MultiplyAdd(x, b0, c100);
                if (TVectors.Value > 1) c101 = O.MultiplyAdd(x, b1, c101);
            }
            if (TRows.Value > 11)
            {
                V x = O.Broadcast(*(float*)(a9 + 2 * aRow));
                c110 = O.MultiplyAdd(x, b0, c110);
                if (TVectors.Value > 1) c111 = O.MultiplyAdd(x, b1, c111);
            }
            if (TRows.Value > 12)
            {
                V x = O.Broadcast(*(float*)a12);
                c120 = O.MultiplyAdd(x, b0, c120);
                if (TVectors.Value > 1) c121 = O.MultiplyAdd(x, b1, c121);
            }
            if (TRows.Value > 13)
            {
                V x = O.Broadcast(*(float*)(a12 + aRow));
                c130 = O.MultiplyAdd(x, b0, c130);
                if (TVectors.Value > 1) c131 = O.MultiplyAdd(x, b1, c131);
            }
            a += aStep;
            if (TRows.Value > 3) a3 += aStep;
            if (TRows.Value > 6) a6 += aStep;
            if (TRows.Value > 9) a9 += aStep;
            if (TRows.Value > 12) a12 += aStep;
        }

        TileFlags flags = target->Flags;
        float* to = target->C, residual = target->Residual;
        nint row = target->CRow;
        TileStore<V, O, TVectors>.Row(target, flags, to, residual, 0, c00, c01);
        if (TRows.Value > 1) TileStore<V, O, TVectors>.Row(target, flags, to + 1 * row, residual + 1 * row, 1, c10, c11);
        if (TRows.Value > 2) TileStore<V, O, TVectors>.Row(target, flags, to + 2 * row, residual + 2 * row, 2, c20, c21);
        if (TRows.Value > 3) TileStore<V, O, TVectors>.Row(target, flags, to + 3 * row, residual + 3 * row, 3, c30, c31);
        if (TRows.Value > 4) TileStore<V, O, TVectors>.Row(target, flags, to + 4 * row, residual + 4 * row, 4, c40, c41);
        if (TRows.Value > 5) TileStore<V, O, TVectors>.Row(target, flags, to + 5 * row, residual + 5 * row, 5, c50, c51);
        if (TRows.Value > 6) TileStore<V, O, TVectors>.Row(target, flags, to + 6 * row, residual + 6 * row, 6, c60, c61);
        if (TRows.Value > 7) TileStore<V, O, TVectors>.Row(target, flags, to + 7 * row, residual + 7 * row, 7, c70, c71);
        if (TRows.Value > 8) TileStore<V, O, TVectors>.Row(target, flags, to + 8 * row, residual + 8 * row, 8, c80, c81);
        if (TRows.Value > 9) TileStore<V, O, TVectors>.Row(target, flags, to + 9 * row, residual + 9 * row, 9, c90, c91);
        if (TRows.Value > 10) TileStore<V, O, TVectors>.Row(target, flags, to + 10 * row, residual + 10 * row, 10, c100, c101);
        if (TRows.Value > 11) TileStore<V, O, TVectors>.Row(target, flags, to + 11 * row, residual + 11 * row, 11, c110, c111);
        if (TRows.Value > 12) TileStore<V, O, TVectors>.Row(target, flags, to + 12 * row, residual + 12 * row, 12, c120, c121);
        if (TRows.Value > 13) TileStore<V, O, TVectors>.Row(target, flags, to + 13 * row, residual + 13 * row, 13, c130, c131);
        if ((flags & TileFlags.ByWay) != 0) TileFinisher<V, O>.Finish(target, TRows.Value);
    }
}
