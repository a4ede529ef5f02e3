using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// C[i, j] = finish(Σ over positions p of A[i, p] · B[p, j]) where row i of A lies in padded planes: segments of neighbouring positions (rows of an image),
/// at the same distances in every row of A. So the gradient of weights needs no copy of the patches: each tap reads the planes at its own offset.
/// </summary>
/// <remarks>Limit: as <see cref="MicroKernel{V, O, TRows, TVectors, TIndirect}"/>; above ten rows their addresses no longer fit the registers of x86-64.</remarks>
internal static unsafe class PatchKernel<V, O, TRows, TVectors>
    where V : struct
    where O : struct, IKernelVector<V>
    where TRows : struct, IConstant
    where TVectors : struct, IConstant
{
    /// <summary>Computes one tile.</summary>
    /// <param name="a">The planes.</param>
    /// <param name="rows">Bytes from there to the first position of each row of A.</param>
    /// <param name="segments">How many segments; target.Offsets says where, in bytes from the first position.</param>
    /// <param name="length">Positions of a segment.</param>
    /// <param name="b">B[0, 0], two vectors for each position.</param>
    /// <param name="target">Where the sums go, and how.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(byte* a, int* rows, int segments, nint length, byte* b, TileTarget* target)
    {
        TileStore<V, O, TVectors>.Prefetch(target, TRows.Value);
        int* offsets = target->Offsets;
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
        byte* a0 = a + rows[0];
        byte* a1 = a + rows[TRows.Value > 1 ? 1 : 0];
        byte* a2 = a + rows[TRows.Value > 2 ? 2 : 0];
        byte* a3 = a + rows[TRows.Value > 3 ? 3 : 0];
        byte* a4 = a + rows[TRows.Value > 4 ? 4 : 0];
        byte* a5 = a + rows[TRows.Value > 5 ? 5 : 0];
        byte* a6 = a + rows[TRows.Value > 6 ? 6 : 0];
        byte* a7 = a + rows[TRows.Value > 7 ? 7 : 0];
        byte* a8 = a + rows[TRows.Value > 8 ? 8 : 0];
        byte* a9 = a + rows[TRows.Value > 9 ? 9 : 0];
        byte* a10 = a + rows[TRows.Value > 10 ? 10 : 0];
        byte* a11 = a + rows[TRows.Value > 11 ? 11 : 0];
        byte* a12 = a + rows[TRows.Value > 12 ? 12 : 0];
        byte* a13 = a + rows[TRows.Value > 13 ? 13 : 0];

        for (; segments > 0; segments--)
        {
            nint at = *offsets++;
            nint end = at + length * sizeof(float);
            for (; at < end; at += sizeof(float))
            {
                V b0 = O.Load((float*)b);
                V b1 = TVectors.Value > 1 ? O.Load((float*)b + O.Width) : default;
                b += 2 * O.Width * sizeof(float);

                {
                    V x = O.Broadcast(*(float*)(a0 + at));
                    c00 = O.MultiplyAdd(x, b0, c00);
                    if (TVectors.Value > 1) c01 = O.MultiplyAdd(x, b1, c01);
                }
                if (TRows.Value > 1)
                {
                    V x = O.Broadcast(*(float*)(a1 + at));
                    c10 = O.MultiplyAdd(x, b0, c10);
                    if (TVectors.Value > 1) c11 = O.MultiplyAdd(x, b1, c11);
                }
                if (TRows.Value > 2)
                {
                    V x = O.Broadcast(*(float*)(a2 + at));
                    c20 = O.MultiplyAdd(x, b0, c20);
                    if (TVectors.Value > 1) c21 = O.MultiplyAdd(x, b1, c21);
                }
                if (TRows.Value > 3)
                {
                    V x = O.Broadcast(*(float*)(a3 + at));
                    c30 = O.MultiplyAdd(x, b0, c30);
                    if (TVectors.Value > 1) c31 = O.MultiplyAdd(x, b1, c31);
                }
                if (TRows.Value > 4)
                {
                    V x = O.Broadcast(*(float*)(a4 + at));
                    c40 = O.MultiplyAdd(x, b0, c40);
                    if (TVectors.Value > 1) c41 = O.MultiplyAdd(x, b1, c41);
                }
                if (TRows.Value > 5)
                {
                    V x = O.Broadcast(*(float*)(a5 + at));
                    c50 = O.MultiplyAdd(x, b0, c50);
                    if (TVectors.Value > 1) c51 = O.MultiplyAdd(x, b1, c51);
                }
                if (TRows.Value > 6)
                {
                    V x = O.Broadcast(*(float*)(a6 + at));
                    c60 = O.MultiplyAdd(x, b0, c60);
                    if (TVectors.Value > 1) c61 = O.MultiplyAdd(x, b1, c61);
                }
                if (TRows.Value > 7)
                {
                    V x = O.Broadcast(*(float*)(a7 + at));
                    c70 = O.MultiplyAdd(x, b0, c70);
                    if (TVectors.Value > 1) c71 = O.MultiplyAdd(x, b1, c71);
                }
                if (TRows.Value > 8)
                {
                    V x = O.Broadcast(*(float*)(a8 + at));
                    c80 = O.MultiplyAdd(x, b0, c80);
                    if (TVectors.Value > 1) c81 = O.MultiplyAdd(x, b1, c81);
                }
                if (TRows.Value > 9)
                {
                    V x = O.Broadcast(*(float*)(a9 + at));
                    c90 = O.MultiplyAdd(x, b0, c90);
                    if (TVectors.Value > 1) c91 = O.MultiplyAdd(x, b1, c91);
                }
                if (TRows.Value > 10)
                {
                    V x = O.Broadcast(*(float*)(a10 + at));
                    c100 = O.MultiplyAdd(x, b0, c100);
                    if (TVectors.Value > 1) c101 = O.MultiplyAdd(x, b1, c101);
                }
                if (TRows.Value > 11)
                {
                    V x = O.Broadcast(*(float*)(a11 + at));
                    c110 = O.MultiplyAdd(x, b0, c110);
                    if (TVectors.Value > 1) c111 = O.MultiplyAdd(x, b1, c111);
                }
                if (TRows.Value > 12)
                {
                    V x = O.Broadcast(*(float*)(a12 + at));
                    c120 = O.MultiplyAdd(x, b0, c120);
                    if (TVectors.Value > 1) c121 = O.MultiplyAdd(x, b1, c121);
                }
                if (TRows.Value > 13)
                {
                    V x = O.Broadcast(*(float*)(a13 + at));
                    c130 = O.MultiplyAdd(x, b0, c130);
                    if (TVectors.Value > 1) c131 = O.MultiplyAdd(x, b1, c131);
                }
            }
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
