using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>Writes sums from scratch memory into C as a <see cref="TileTarget"/> says.</summary>
internal static unsafe class TileFinisher<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>C[i, j] = activation(α · tile[i, j] [+ C[i, j]] + bias + residual).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(TileTarget* target, int rows)
    {
        float* tile = target->Tile, c = target->C, residual = target->Residual;
        int columns = target->Columns;
        for (int i = 0; i < rows; i++)
        {
            float rowBias = (target->Flags & TileFlags.RowBias) != 0 ? target->Bias[i] : 0;
            int j = 0;
            for (; j <= columns - O.Width; j += O.Width) O.Store(c + j, Apply(target, O.Load(tile + j), c + j, rowBias, j, residual + j, O.Width));
            if (j < columns) O.StoreFirst(c + j, Apply(target, O.Load(tile + j), c + j, rowBias, j, residual + j, columns - j), columns - j);
            tile += target->TileRow;
            c += target->CRow;
            residual += target->CRow;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Apply(TileTarget* target, V x, float* c, float rowBias, int column, float* residual, int count)
    {
        TileFlags flags = target->Flags;
        if ((flags & TileFlags.Scale) != 0) x = O.Multiply(x, O.Broadcast(target->Alpha));
        if ((flags & TileFlags.AddPrevious) != 0) x = O.Add(x, Load(c, count));
        if ((flags & TileFlags.RowBias) != 0) x = O.Add(x, O.Broadcast(rowBias));
        if ((flags & TileFlags.ColumnBias) != 0) x = O.Add(x, Load(target->Bias + column, count));
        if ((flags & TileFlags.Residual) != 0) x = O.Add(x, Load(residual, count));
        if ((flags & TileFlags.Limit) != 0) x = O.AtMost(O.AtLeast(x, O.Broadcast(target->Low)), O.Broadcast(target->High));
        if ((flags & TileFlags.Leaky) != 0) x = O.Leaky(x, O.Broadcast(target->Low));
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Load(float* source, int count) => count == O.Width ? O.Load(source) : O.LoadFirst(source, count);
}
