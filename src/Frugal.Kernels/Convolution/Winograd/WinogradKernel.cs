using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// The steps of Winograd's convolution around its products, vectors of neighbouring tiles at a time. Tiles are numbered row by row; so that a vector of them may pass the end of a row,
/// the inputs of a channel are first sorted into lists, one for each row (modulo m) and column of a tile, in the order of tiles.
/// </summary>
/// <remarks>Limit: loads and stores; for 8 tiles of a channel about 300 instructions at m = 4, against 18 cycles of products for each output channel.</remarks>
internal static unsafe class WinogradKernel<V, O, T>
    where V : struct
    where O : struct, IKernelVector<V>
    where T : struct, IWinogradTransform<V, O>
{
    /// <summary>Sorts a row of a plane: lists[j][tile] = x[m · tile + j − padding], zero outside.</summary>
    /// <param name="x">The row, or null for zeros.</param>
    /// <param name="width">Its values.</param>
    /// <param name="padding">Zeros before it.</param>
    /// <param name="line">Room for a padded row, (tiles + 1) · m + 5 vectors, whose values outside the row's place are 0.</param>
    /// <param name="tiles">Tiles of a row.</param>
    /// <param name="lists">Where the row's tiles begin in the first list; a vector beyond its last tile is overwritten.</param>
    /// <param name="list">Floats from a list to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(float* x, int width, int padding, float* line, int tiles, float* lists, nint list)
    {
        int m = T.Outputs;
        if (x == null)
        {
            for (int j = 0; j < m + 2; j++)
                for (int tile = 0; tile < tiles; tile += O.Width) O.Store(lists + j * list + tile, default);
            return;
        }

        int count = Math.Min(width, (tiles + 1) * m - padding), i = 0;
        for (; i <= count - O.Width; i += O.Width) O.Store(line + padding + i, O.Load(x + i));
        if (i < count) O.StoreFirst(line + padding + i, O.LoadFirst(x + i, count - i), count - i);
        for (int tile = 0; tile < tiles; tile += O.Width)
        {
            float* from = line + m * tile, to = lists + tile;
            V v0 = O.Load(from), v1 = O.Load(from + O.Width);
            if (T.Outputs == 2)
            {
                O.Store(to, O.Even(v0, v1));
                O.Store(to + list, O.Odd(v0, v1));
                V v2 = O.Load(from + 2), v3 = O.Load(from + 2 + O.Width);
                O.Store(to + 2 * list, O.Even(v2, v3));
                O.Store(to + 3 * list, O.Odd(v2, v3));
            }
            else
            {
                Quarters(from, out V even, out V odd, out V evenNext, out V oddNext);
                O.Store(to, O.Even(even, evenNext));
                O.Store(to + list, O.Even(odd, oddNext));
                O.Store(to + 2 * list, O.Odd(even, evenNext));
                O.Store(to + 3 * list, O.Odd(odd, oddNext));
                Quarters(from + 4, out even, out odd, out evenNext, out oddNext);
                O.Store(to + 4 * list, O.Even(even, evenNext));
                O.Store(to + 5 * list, O.Even(odd, oddNext));
            }
        }
    }

    /// <summary>Bᵀ d B of a vector of tiles of one channel.</summary>
    /// <param name="lists">The first list at the first tile.</param>
    /// <param name="list">Floats from a list to the next; the lists of a row of the tile follow those of the row above.</param>
    /// <param name="nextRow">Floats to the tiles below, in whose lists the last two rows stand.</param>
    /// <param name="work">Room for (m + 2)² vectors.</param>
    /// <param name="points">Receives the points of the first tile.</param>
    /// <param name="point">Floats from a point to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Data(float* lists, nint list, nint nextRow, float* work, float* points, nint point)
    {
        int n = T.Outputs + 2;
        nint row = n * list;
        for (int j = 0; j < n; j++)
            T.Data(lists + j * list, row, lists + j * list + nextRow, work + j * O.Width, n * O.Width);
        for (int i = 0; i < n; i++)
        {
            float* from = work + i * n * O.Width;
            T.Data(from, O.Width, from + T.Outputs * O.Width, points + i * n * point, point);
        }
    }

    /// <summary>Aᵀ M A of a vector of tiles of one output channel: outputs[(i · m + j) · Width + tile].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* sums, nint point, float* work, float* outputs)
    {
        int n = T.Outputs + 2;
        for (int j = 0; j < n; j++) T.Output(sums + j * point, n * point, work + j * O.Width, n * O.Width);
        for (int i = 0; i < T.Outputs; i++) T.Output(work + i * n * O.Width, O.Width, outputs + i * T.Outputs * O.Width, O.Width);
    }

    /// <summary>Writes neighbouring tiles of one row of tiles into a plane of Y.</summary>
    /// <param name="outputs">What <see cref="Output"/> made, at the first of the tiles.</param>
    /// <param name="work">Room for m vectors.</param>
    /// <param name="target">Y and the residual at the first output, the channel's bias; <see cref="TileTarget.CRow"/> is Y's width.</param>
    /// <param name="rows">Rows that exist.</param>
    /// <param name="columns">Columns that exist.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(float* outputs, float* work, TileTarget* target, int rows, int columns)
    {
        TileFlags flags = target->Flags;
        V bias = O.Broadcast((flags & TileFlags.RowBias) != 0 ? *target->Bias : 0), low = O.Broadcast(target->Low), high = O.Broadcast(target->High);
        for (int i = 0; i < rows; i++)
        {
            float* from = outputs + i * T.Outputs * O.Width;
            V x0 = O.Load(from), x1 = O.Load(from + O.Width);
            if (T.Outputs == 2)
            {
                O.Store(work, O.ZipLow(x0, x1));
                O.Store(work + O.Width, O.ZipHigh(x0, x1));
            }
            else
            {
                V x2 = O.Load(from + 2 * O.Width), x3 = O.Load(from + 3 * O.Width);
                V even = O.ZipLow(x0, x2), odd = O.ZipLow(x1, x3);
                O.Store(work, O.ZipLow(even, odd));
                O.Store(work + O.Width, O.ZipHigh(even, odd));
                even = O.ZipHigh(x0, x2);
                odd = O.ZipHigh(x1, x3);
                O.Store(work + 2 * O.Width, O.ZipLow(even, odd));
                O.Store(work + 3 * O.Width, O.ZipHigh(even, odd));
            }

            float* to = target->C + i * target->CRow, residual = target->Residual + i * target->CRow;
            for (int column = 0; column < columns; column += O.Width)
            {
                int count = Math.Min(O.Width, columns - column);
                V x = O.Load(work + column);
                if ((flags & TileFlags.RowBias) != 0) x = O.Add(x, bias);
                if ((flags & TileFlags.Residual) != 0) x = O.Add(x, count == O.Width ? O.Load(residual + column) : O.LoadFirst(residual + column, count));
                if ((flags & TileFlags.Limit) != 0) x = O.AtMost(O.AtLeast(x, low), high);
                if ((flags & TileFlags.Leaky) != 0) x = O.Leaky(x, low);
                if (count == O.Width) O.Store(to + column, x);
                else O.StoreFirst(to + column, x, count);
            }
        }
    }

    // Of four vectors: the even places of the first two and of the last two, and the odd ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(float* from, out V even, out V odd, out V evenNext, out V oddNext)
    {
        V v0 = O.Load(from), v1 = O.Load(from + O.Width), v2 = O.Load(from + 2 * O.Width), v3 = O.Load(from + 3 * O.Width);
        even = O.Even(v0, v1);
        odd = O.Odd(v0, v1);
        evenNext = O.Even(v2, v3);
        oddNext = O.Odd(v2, v3);
    }
}
