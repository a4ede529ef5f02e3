using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>The end of a micro-kernel: its sums, still in registers, go to C as a <see cref="TileTarget"/> says.</summary>
internal static unsafe class TileStore<V, O, TVectors>
    where V : struct
    where O : struct, IKernelVector<V>
    where TVectors : struct, IConstant
{
    /// <summary>The sums of a row on their way to C: bias and residual, limits, store. What is rare goes by way of the tile in scratch memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(TileTarget* target, TileFlags flags, float* to, float* residual, int row, V first, V second)
    {
        if ((flags & TileFlags.ByWay) != 0)
        {
            O.Store(target->Tile + 2 * O.Width * row, first);
            if (TVectors.Value > 1) O.Store(target->Tile + 2 * O.Width * row + O.Width, second);
            return;
        }

        if ((flags & TileFlags.AddPrevious) != 0)
        {
            first = O.Add(first, O.Load(to));
            if (TVectors.Value > 1) second = O.Add(second, O.Load(to + O.Width));
        }

        if ((flags & TileFlags.RowBias) != 0)
        {
            V bias = O.Broadcast(target->Bias[row]);
            first = O.Add(first, bias);
            if (TVectors.Value > 1) second = O.Add(second, bias);
        }
        else if ((flags & TileFlags.ColumnBias) != 0)
        {
            first = O.Add(first, O.Load(target->Bias));
            if (TVectors.Value > 1) second = O.Add(second, O.Load(target->Bias + O.Width));
        }

        if ((flags & TileFlags.Residual) != 0)
        {
            first = O.Add(first, O.Load(residual));
            if (TVectors.Value > 1) second = O.Add(second, O.Load(residual + O.Width));
        }

        if ((flags & TileFlags.Limit) != 0)
        {
            V low = O.Broadcast(target->Low), high = O.Broadcast(target->High);
            first = O.AtMost(O.AtLeast(first, low), high);
            if (TVectors.Value > 1) second = O.AtMost(O.AtLeast(second, low), high);
        }

        O.Store(to, first);
        if (TVectors.Value > 1) O.Store(to + O.Width, second);
    }

    /// <summary>C is written once in hundreds of cycles and has left the first cache level since: fetches it while the sums are made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(TileTarget* target, int rows)
    {
        float* to = target->C;
        for (int row = 0; row < rows; row++)
        {
            O.Prefetch(to);
            if (TVectors.Value > 1) O.Prefetch(to + 2 * O.Width - 1);
            to += target->CRow;
        }
    }
}
