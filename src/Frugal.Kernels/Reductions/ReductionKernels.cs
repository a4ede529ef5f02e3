using System.Numerics;
using System.Runtime.CompilerServices;

namespace Frugal.Kernels;

/// <summary>The reductions of one instruction set.</summary>
internal abstract class ReductionKernels
{
    /// <summary>Joins n consecutive elements, before the final division or root.</summary>
    public abstract float Row(ReductionKind kind, ref float x, nint n);

    /// <summary>y[c] = joined x[r stride + c] over the rows r, before the final division or root.</summary>
    public abstract void Columns(ReductionKind kind, ref float x, ref float y, nint rows, nint stride, nint columns);

    public abstract double Sum(ref float x, nint n);

    /// <summary>Σ (x − shift)².</summary>
    public abstract double ShiftedSquares(ref float x, nint n, double shift);

    /// <summary>Σ x (z − shift).</summary>
    public abstract double ShiftedProduct(ref float x, ref float z, nint n, double shift);
}

/// <summary>
/// Sums run in a fixed number of partial sums, whatever the vector width (32 in float32, 16 in float64; element i goes to number i mod 32 or
/// 16), which are then joined by halves. So the bits are the same on every instruction set.
/// </summary>
internal sealed class ReductionKernels<V, W> : ReductionKernels where V : struct, ILanes<V> where W : struct, IWideLanes<W>
{
    private const int Partials = 32;
    private const int WidePartials = 16;
    // Chunks are joined in float64 (rows) or in a second level of sums (columns): the error does not grow with the length.
    private const int RowChunk = 4096;
    private const int ColumnChunk = 64;

    public override float Row(ReductionKind kind, ref float x, nint n) => kind switch
    {
        ReductionKind.Sum or ReductionKind.Mean => Row<SumReduction>(ref x, n),
        ReductionKind.AbsoluteSum => Row<AbsoluteSumReduction>(ref x, n),
        ReductionKind.SumOfSquares or ReductionKind.EuclideanNorm => Row<SumOfSquaresReduction>(ref x, n),
        ReductionKind.Maximum => Row<MaximumReduction>(ref x, n),
        ReductionKind.Minimum => Row<MinimumReduction>(ref x, n),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public override void Columns(ReductionKind kind, ref float x, ref float y, nint rows, nint stride, nint columns)
    {
        switch (kind)
        {
            case ReductionKind.Sum or ReductionKind.Mean: Columns<SumReduction>(ref x, ref y, rows, stride, columns); break;
            case ReductionKind.AbsoluteSum: Columns<AbsoluteSumReduction>(ref x, ref y, rows, stride, columns); break;
            case ReductionKind.SumOfSquares or ReductionKind.EuclideanNorm: Columns<SumOfSquaresReduction>(ref x, ref y, rows, stride, columns); break;
            case ReductionKind.Maximum: Columns<MaximumReduction>(ref x, ref y, rows, stride, columns); break;
            case ReductionKind.Minimum: Columns<MinimumReduction>(ref x, ref y, rows, stride, columns); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    public override double Sum(ref float x, nint n) => Wide<WideSum>(ref x, ref x, n, 0);

    public override double ShiftedSquares(ref float x, nint n, double shift) => Wide<WideShiftedSquares>(ref x, ref x, n, shift);

    public override double ShiftedProduct(ref float x, ref float z, nint n, double shift) => Wide<WideShiftedProduct>(ref x, ref z, n, shift);

    private static float Row<TReduction>(ref float x, nint n) where TReduction : struct, IReductionOperator
    {
        double total = TReduction.Identity;
        for (nint start = 0; start < n; start += RowChunk)
        {
            float part = Chunk<TReduction>(ref Unsafe.Add(ref x, start), Math.Min(RowChunk, n - start));
            total = start == 0 ? part : TReduction.Merge(total, part);
        }
        return (float)total;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chunk<TReduction>(ref float x, nint n) where TReduction : struct, IReductionOperator
    {
        Span<float> partials = stackalloc float[Partials];
        ref float p = ref partials[0];
        nint i = 0;
        V identity = V.Create(TReduction.Identity);
        if (V.Count == 1)
        {
            partials.Fill(TReduction.Identity);
            for (; i <= n - Partials; i += Partials)
            {
                for (nint k = 0; k < Partials; k++)
                    V.Store(TReduction.Accumulate(V.Load(ref p, k), V.Load(ref x, i + k)), ref p, k);
            }
        }
        else
        {
            V a0 = identity, a1 = identity, a2 = identity, a3 = identity, a4 = identity, a5 = identity, a6 = identity, a7 = identity;
            for (; i <= n - Partials; i += Partials)
            {
                a0 = TReduction.Accumulate(a0, V.Load(ref x, i));
                a1 = TReduction.Accumulate(a1, V.Load(ref x, i + V.Count));
                if (V.Count <= 8)
                {
                    a2 = TReduction.Accumulate(a2, V.Load(ref x, i + 2 * V.Count));
                    a3 = TReduction.Accumulate(a3, V.Load(ref x, i + 3 * V.Count));
                }
                if (V.Count <= 4)
                {
                    a4 = TReduction.Accumulate(a4, V.Load(ref x, i + 4 * V.Count));
                    a5 = TReduction.Accumulate(a5, V.Load(ref x, i + 5 * V.Count));
                    a6 = TReduction.Accumulate(a6, V.Load(ref x, i + 6 * V.Count));
                    a7 = TReduction.Accumulate(a7, V.Load(ref x, i + 7 * V.Count));
                }
            }
            V.Store(a0, ref p, 0);
            V.Store(a1, ref p, V.Count);
            if (V.Count <= 8)
            {
                V.Store(a2, ref p, 2 * V.Count);
                V.Store(a3, ref p, 3 * V.Count);
            }
            if (V.Count <= 4)
            {
                V.Store(a4, ref p, 4 * V.Count);
                V.Store(a5, ref p, 5 * V.Count);
                V.Store(a6, ref p, 6 * V.Count);
                V.Store(a7, ref p, 7 * V.Count);
            }
        }
        for (nint k = 0; i < n; i++, k++)
            ScalarLanes.Store(TReduction.Accumulate(ScalarLanes.Load(ref p, k), ScalarLanes.Load(ref x, i)), ref p, k);
        // Short rows leave most partial results neutral: joining those would change nothing.
        nint used = n >= Partials ? Partials : (nint)BitOperations.RoundUpToPowerOf2((uint)n);
        for (nint half = used / 2; half >= 1; half /= 2)
        {
            for (nint k = 0; k < half; k++)
                ScalarLanes.Store(TReduction.Merge(ScalarLanes.Load(ref p, k), ScalarLanes.Load(ref p, k + half)), ref p, k);
        }
        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<TReduction>(ref float x, ref float y, nint rows, nint stride, nint columns) where TReduction : struct, IReductionOperator
    {
        nint c = 0;
        V identity = V.Create(TReduction.Identity);
        for (; c <= columns - 4 * V.Count; c += 4 * V.Count)
        {
            V t0 = identity, t1 = identity, t2 = identity, t3 = identity;
            for (nint start = 0; start < rows; start += ColumnChunk)
            {
                V p0 = identity, p1 = identity, p2 = identity, p3 = identity;
                nint end = Math.Min(rows, start + ColumnChunk);
                for (nint r = start; r < end; r++)
                {
                    nint at = r * stride + c;
                    p0 = TReduction.Accumulate(p0, V.Load(ref x, at));
                    p1 = TReduction.Accumulate(p1, V.Load(ref x, at + V.Count));
                    p2 = TReduction.Accumulate(p2, V.Load(ref x, at + 2 * V.Count));
                    p3 = TReduction.Accumulate(p3, V.Load(ref x, at + 3 * V.Count));
                }
                t0 = TReduction.Merge(t0, p0);
                t1 = TReduction.Merge(t1, p1);
                t2 = TReduction.Merge(t2, p2);
                t3 = TReduction.Merge(t3, p3);
            }
            V.Store(t0, ref y, c);
            V.Store(t1, ref y, c + V.Count);
            V.Store(t2, ref y, c + 2 * V.Count);
            V.Store(t3, ref y, c + 3 * V.Count);
        }
        for (; c <= columns - V.Count; c += V.Count) V.Store(Strip<TReduction, V>(ref x, rows, stride, c), ref y, c);
        for (; c < columns; c++) ScalarLanes.Store(Strip<TReduction, ScalarLanes>(ref x, rows, stride, c), ref y, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Strip<TReduction, T>(ref float x, nint rows, nint stride, nint column)
        where TReduction : struct, IReductionOperator where T : struct, ILanes<T>
    {
        T total = T.Create(TReduction.Identity);
        for (nint start = 0; start < rows; start += ColumnChunk)
        {
            T part = T.Create(TReduction.Identity);
            nint end = Math.Min(rows, start + ColumnChunk);
            for (nint r = start; r < end; r++) part = TReduction.Accumulate(part, T.Load(ref x, r * stride + column));
            total = TReduction.Merge(total, part);
        }
        return total;
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Wide<TTerm>(ref float x, ref float z, nint n, double shift) where TTerm : struct, IWideTerm
    {
        Span<double> partials = stackalloc double[WidePartials];
        ref double p = ref partials[0];
        nint i = 0;
        W s = W.Create(shift);
        if (W.Count == 1)
        {
            partials.Clear();
            for (; i <= n - WidePartials; i += WidePartials)
                for (nint k = 0; k < WidePartials; k++) AccumulateOne<TTerm>(ref Unsafe.Add(ref p, k), ref x, ref z, i + k, shift);
        }
        else
        {
            W zero = W.Create(0), a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
            for (; i <= n - WidePartials; i += WidePartials)
            {
                a0 = TTerm.Accumulate(a0, W.Load(ref x, i), W.Load(ref z, i), s);
                a1 = TTerm.Accumulate(a1, W.Load(ref x, i + W.Count), W.Load(ref z, i + W.Count), s);
                if (W.Count <= 4)
                {
                    a2 = TTerm.Accumulate(a2, W.Load(ref x, i + 2 * W.Count), W.Load(ref z, i + 2 * W.Count), s);
                    a3 = TTerm.Accumulate(a3, W.Load(ref x, i + 3 * W.Count), W.Load(ref z, i + 3 * W.Count), s);
                }
                if (W.Count <= 2)
                {
                    a4 = TTerm.Accumulate(a4, W.Load(ref x, i + 4 * W.Count), W.Load(ref z, i + 4 * W.Count), s);
                    a5 = TTerm.Accumulate(a5, W.Load(ref x, i + 5 * W.Count), W.Load(ref z, i + 5 * W.Count), s);
                    a6 = TTerm.Accumulate(a6, W.Load(ref x, i + 6 * W.Count), W.Load(ref z, i + 6 * W.Count), s);
                    a7 = TTerm.Accumulate(a7, W.Load(ref x, i + 7 * W.Count), W.Load(ref z, i + 7 * W.Count), s);
                }
            }
            W.Store(a0, ref p, 0);
            W.Store(a1, ref p, W.Count);
            if (W.Count <= 4)
            {
                W.Store(a2, ref p, 2 * W.Count);
                W.Store(a3, ref p, 3 * W.Count);
            }
            if (W.Count <= 2)
            {
                W.Store(a4, ref p, 4 * W.Count);
                W.Store(a5, ref p, 5 * W.Count);
                W.Store(a6, ref p, 6 * W.Count);
                W.Store(a7, ref p, 7 * W.Count);
            }
        }
        for (nint k = 0; i < n; i++, k++) AccumulateOne<TTerm>(ref Unsafe.Add(ref p, k), ref x, ref z, i, shift);
        for (nint half = WidePartials / 2; half >= 1; half /= 2)
            for (nint k = 0; k < half; k++) Unsafe.Add(ref p, k) += Unsafe.Add(ref p, k + half);
        return p;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AccumulateOne<TTerm>(ref double partial, ref float x, ref float z, nint i, double shift) where TTerm : struct, IWideTerm
    {
        WideLanesScalar term = TTerm.Accumulate(
            WideLanesScalar.Create(partial), WideLanesScalar.Load(ref x, i), WideLanesScalar.Load(ref z, i), WideLanesScalar.Create(shift));
        WideLanesScalar.Store(term, ref partial, 0);
    }
}
