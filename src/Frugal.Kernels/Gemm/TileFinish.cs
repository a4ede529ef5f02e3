using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>What happens to a tile of sums on its way into C. The first pass over the terms adds bias and residual, the last one activates.</summary>
internal readonly record struct TileFinish(float Alpha, bool AddPrevious, BiasKind Bias, bool Residual, Epilogue Epilogue)
{
    /// <summary>The finish of one pass, of several over blocks of terms.</summary>
    public TileFinish ForPass(bool first, bool last) => new(
        Alpha, AddPrevious || !first, first ? Bias : BiasKind.None, first && Residual, last ? Epilogue : Epilogue.None);
}

/// <summary>Writes tiles of sums into C as <see cref="TileFinish"/> says.</summary>
internal static unsafe class TileFinisher<V, O>
    where V : struct
    where O : struct, IKernelVector<V>
{
    /// <summary>C[i, j] = activation(α · tile[i, j] [+ C[i, j]] + bias + residual).</summary>
    /// <param name="finish">What to apply.</param>
    /// <param name="tile">The sums.</param>
    /// <param name="tileRow">Floats from a row of the tile to the next.</param>
    /// <param name="rows">Rows of the tile.</param>
    /// <param name="columns">Columns of the tile.</param>
    /// <param name="c">C[0, 0] of this tile.</param>
    /// <param name="cRow">Floats from a row of C to the next.</param>
    /// <param name="bias">The bias of the tile's first row or column, where there is one.</param>
    /// <param name="residual">The residual at the tile's place, in C's layout, where there is one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Finish(TileFinish* finish, float* tile, nint tileRow, int rows, int columns, float* c, nint cRow, float* bias, float* residual)
    {
        if (finish->Alpha == 1 && !finish->AddPrevious && finish->Bias == BiasKind.None && !finish->Residual && finish->Epilogue.Activation == Activation.None)
        {
            for (int i = 0; i < rows; i++)
            {
                int j = 0;
                for (; j <= columns - O.Width; j += O.Width) O.Store(c + j, O.Load(tile + j));
                if (j < columns) O.StoreFirst(c + j, O.Load(tile + j), columns - j);
                tile += tileRow;
                c += cRow;
            }

            return;
        }

        for (int i = 0; i < rows; i++)
        {
            V rowBias = finish->Bias == BiasKind.PerRow ? O.Broadcast(bias[i]) : O.Broadcast(0);
            int j = 0;
            for (; j <= columns - O.Width; j += O.Width)
            {
                V x = O.Load(tile + j);
                if (finish->Alpha != 1) x = O.Multiply(x, O.Broadcast(finish->Alpha));
                if (finish->AddPrevious) x = O.Add(x, O.Load(c + j));
                if (finish->Bias == BiasKind.PerRow) x = O.Add(x, rowBias);
                else if (finish->Bias == BiasKind.PerColumn) x = O.Add(x, O.Load(bias + j));
                if (finish->Residual) x = O.Add(x, O.Load(residual + j));
                O.Store(c + j, Activate(finish, x));
            }

            if (j < columns)
            {
                int left = columns - j;
                V x = O.Load(tile + j);
                if (finish->Alpha != 1) x = O.Multiply(x, O.Broadcast(finish->Alpha));
                if (finish->AddPrevious) x = O.Add(x, O.LoadFirst(c + j, left));
                if (finish->Bias == BiasKind.PerRow) x = O.Add(x, rowBias);
                else if (finish->Bias == BiasKind.PerColumn) x = O.Add(x, O.LoadFirst(bias + j, left));
                if (finish->Residual) x = O.Add(x, O.LoadFirst(residual + j, left));
                O.StoreFirst(c + j, Activate(finish, x), left);
            }

            tile += tileRow;
            c += cRow;
            residual += cRow;
        }
    }

    /// <summary>The activation of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Activate(TileFinish* finish, V x) => finish->Epilogue.Activation switch
    {
        Activation.None => x,
        Activation.Relu => O.AtLeast(x, O.Broadcast(0)),
        Activation.Clip => O.AtMost(O.AtLeast(x, O.Broadcast(finish->Epilogue.Low)), O.Broadcast(finish->Epilogue.High)),
        _ => O.Leaky(x, O.Broadcast(finish->Epilogue.Low)),
    };
}
