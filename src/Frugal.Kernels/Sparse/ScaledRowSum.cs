using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>
/// c (+)= Σ over a list of value · row of B, with <typeparamref name="TVectors"/> (1 to 13) vectors of the row in registers: the inner loop of products
/// whose left operand is mostly zero.
/// </summary>
/// <remarks>Limit: each multiply-add reads its vector of B from the first-level cache, two a cycle; the list costs another two for up to thirteen.</remarks>
internal static unsafe class ScaledRowSum<V, O, TVectors>
    where V : struct
    where O : struct, IKernelVector<V>
    where TVectors : struct, IConstant
{
    /// <summary>Sums one strip.</summary>
    /// <param name="b">The strip in row 0 of B.</param>
    /// <param name="rowBytes">Bytes from a row of B to the next; 1 where the list holds bytes itself.</param>
    /// <param name="list">The rows and their factors.</param>
    /// <param name="c">Where the sums go.</param>
    /// <param name="add">Whether they are added to what stands there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(byte* b, nint rowBytes, NonzeroList list, float* c, bool add)
    {
        V c0 = add ? O.Load(c) : default;
        V c1 = TVectors.Value > 1 && add ? O.Load(c + 1 * O.Width) : default;
        V c2 = TVectors.Value > 2 && add ? O.Load(c + 2 * O.Width) : default;
        V c3 = TVectors.Value > 3 && add ? O.Load(c + 3 * O.Width) : default;
        V c4 = TVectors.Value > 4 && add ? O.Load(c + 4 * O.Width) : default;
        V c5 = TVectors.Value > 5 && add ? O.Load(c + 5 * O.Width) : default;
        V c6 = TVectors.Value > 6 && add ? O.Load(c + 6 * O.Width) : default;
        V c7 = TVectors.Value > 7 && add ? O.Load(c + 7 * O.Width) : default;
        V c8 = TVectors.Value > 8 && add ? O.Load(c + 8 * O.Width) : default;
        V c9 = TVectors.Value > 9 && add ? O.Load(c + 9 * O.Width) : default;
        V c10 = TVectors.Value > 10 && add ? O.Load(c + 10 * O.Width) : default;
        V c11 = TVectors.Value > 11 && add ? O.Load(c + 11 * O.Width) : default;
        V c12 = TVectors.Value > 12 && add ? O.Load(c + 12 * O.Width) : default;
        int* rows = list.Rows, end = rows + list.Count;
        float* values = list.Values;
        for (; rows < end; rows++, values++)
        {
            float* row = (float*)(b + *rows * rowBytes);
            V x = O.Broadcast(*values);
            c0 = O.MultiplyAdd(x, O.Load(row), c0);
            if (TVectors.Value > 1) c1 = O.MultiplyAdd(x, O.Load(row + 1 * O.Width), c1);
            if (TVectors.Value > 2) c2 = O.MultiplyAdd(x, O.Load(row + 2 * O.Width), c2);
            if (TVectors.Value > 3) c3 = O.MultiplyAdd(x, O.Load(row + 3 * O.Width), c3);
            if (TVectors.Value > 4) c4 = O.MultiplyAdd(x, O.Load(row + 4 * O.Width), c4);
            if (TVectors.Value > 5) c5 = O.MultiplyAdd(x, O.Load(row + 5 * O.Width), c5);
            if (TVectors.Value > 6) c6 = O.MultiplyAdd(x, O.Load(row + 6 * O.Width), c6);
            if (TVectors.Value > 7) c7 = O.MultiplyAdd(x, O.Load(row + 7 * O.Width), c7);
            if (TVectors.Value > 8) c8 = O.MultiplyAdd(x, O.Load(row + 8 * O.Width), c8);
            if (TVectors.Value > 9) c9 = O.MultiplyAdd(x, O.Load(row + 9 * O.Width), c9);
            if (TVectors.Value > 10) c10 = O.MultiplyAdd(x, O.Load(row + 10 * O.Width), c10);
            if (TVectors.Value > 11) c11 = O.MultiplyAdd(x, O.Load(row + 11 * O.Width), c11);
            if (TVectors.Value > 12) c12 = O.MultiplyAdd(x, O.Load(row + 12 * O.Width), c12);
        }

        O.Store(c, c0);
        if (TVectors.Value > 1) O.Store(c + 1 * O.Width, c1);
        if (TVectors.Value > 2) O.Store(c + 2 * O.Width, c2);
        if (TVectors.Value > 3) O.Store(c + 3 * O.Width, c3);
        if (TVectors.Value > 4) O.Store(c + 4 * O.Width, c4);
        if (TVectors.Value > 5) O.Store(c + 5 * O.Width, c5);
        if (TVectors.Value > 6) O.Store(c + 6 * O.Width, c6);
        if (TVectors.Value > 7) O.Store(c + 7 * O.Width, c7);
        if (TVectors.Value > 8) O.Store(c + 8 * O.Width, c8);
        if (TVectors.Value > 9) O.Store(c + 9 * O.Width, c9);
        if (TVectors.Value > 10) O.Store(c + 10 * O.Width, c10);
        if (TVectors.Value > 11) O.Store(c + 11 * O.Width, c11);
        if (TVectors.Value > 12) O.Store(c + 12 * O.Width, c12);
    }
}
