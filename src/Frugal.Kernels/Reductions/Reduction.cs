using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// Sums, means, norms and extremes. Each result is computed in one fixed order that depends on the shape alone, so neither the instruction set nor
/// the cut into ranges changes a bit.
/// </summary>
public static class Reduction
{
    /// <summary>y[o, i] = the reduction of x[o, ·, i]; x has the shape [outer, reduced, inner], y [outer, inner].</summary>
    /// <remarks>Accumulates in float32 in short chunks (sums of chunks of a row in float64): relative error about 1e-6 of Σ|x|.</remarks>
    /// <exception cref="ArgumentException">A length is not that of the shape.</exception>
    public static void Reduce(ReductionKind kind, ReadOnlySpan<float> x, Span<float> y, int outer, int reduced, int inner)
    {
        Require.Length(x.Length, (long)outer * reduced * inner);
        Require.Length(y.Length, (long)outer * inner);
        ReductionKernels kernels = KernelTable.Current.Reduction;
        ref float source = ref MemoryMarshal.GetReference(x);
        for (int o = 0; o < outer; o++)
        {
            ref float block = ref Unsafe.Add(ref source, (nint)o * reduced * inner);
            if (inner == 1) y[o] = kernels.Row(kind, ref block, reduced);
            else kernels.Columns(kind, ref block, ref MemoryMarshal.GetReference(y.Slice(o * inner, inner)), reduced, inner, inner);
        }
        Finish(kind, y, reduced);
    }

    /// <summary>y[c] = the reduction of x[·, c] for the columns of a range; x has the shape [rows, columns], y [columns].</summary>
    /// <exception cref="ArgumentException">A length is not that of the shape, or the range lies outside.</exception>
    public static void Columns(ReductionKind kind, ReadOnlySpan<float> x, Span<float> y, int rows, int columns, int firstColumn, int columnCount)
    {
        Require.Length(x.Length, (long)rows * columns);
        Require.Length(y.Length, columns);
        Span<float> range = y.Slice(firstColumn, columnCount);
        if (range.IsEmpty) return;
        ref float source = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), firstColumn);
        KernelTable.Current.Reduction.Columns(kind, ref source, ref MemoryMarshal.GetReference(range), rows, columns, columnCount);
        Finish(kind, range, rows);
    }

    /// <summary>
    /// y[c] = Σ x[·, c, ·] for the channels of a range, accumulated in float64; x has the shape [samples, channels, inner], y [channels]. The bias
    /// gradient of a convolution (of a dense layer with inner 1, for which <see cref="Columns"/> is faster).
    /// </summary>
    /// <exception cref="ArgumentException">A length is not that of the shape, or the range lies outside.</exception>
    public static void SumChannels(ReadOnlySpan<float> x, Span<float> y, int samples, int channels, int inner, int firstChannel, int channelCount)
    {
        Require.Length(x.Length, (long)samples * channels * inner);
        Require.Length(y.Length, channels);
        ReductionKernels kernels = KernelTable.Current.Reduction;
        Span<float> range = y.Slice(firstChannel, channelCount);
        ref float source = ref MemoryMarshal.GetReference(x);
        for (int c = 0; c < range.Length; c++)
        {
            double sum = 0;
            for (int n = 0; n < samples; n++)
                sum += kernels.Sum(ref Unsafe.Add(ref source, ((nint)n * channels + firstChannel + c) * inner), inner);
            range[c] = (float)sum;
        }
    }

    /// <summary>Σ x in float64.</summary>
    public static double Sum(ReadOnlySpan<float> x) => KernelTable.Current.Reduction.Sum(ref MemoryMarshal.GetReference(x), x.Length);

    /// <summary>Σ x² in float64: the square of a gradient's norm.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> x) =>
        KernelTable.Current.Reduction.ShiftedSquares(ref MemoryMarshal.GetReference(x), x.Length, 0);

    /// <summary>Σ a b in float64.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Require.Length(b.Length, a.Length);
        return KernelTable.Current.Reduction.ShiftedProduct(ref MemoryMarshal.GetReference(a), ref MemoryMarshal.GetReference(b), a.Length, 0);
    }

    /// <summary>The index of the first largest element, of the first NaN if there is one, −1 of none.</summary>
    public static int ArgMax(ReadOnlySpan<float> x)
    {
        int best = x.IsEmpty ? -1 : 0;
        for (int i = 1; i < x.Length && !float.IsNaN(x[best]); i++)
            if (x[i] > x[best] || float.IsNaN(x[i])) best = i;
        return best;
    }

    /// <summary>The index of the first largest element of each row; x has the shape [rows, columns].</summary>
    /// <exception cref="ArgumentException">A length is not that of the shape.</exception>
    public static void ArgMax(ReadOnlySpan<float> x, Span<int> indices, int columns)
    {
        Require.Length(x.Length, (long)indices.Length * columns);
        for (int r = 0; r < indices.Length; r++) indices[r] = ArgMax(x.Slice(r * columns, columns));
    }

    private static void Finish(ReductionKind kind, Span<float> y, int count)
    {
        if (kind == ReductionKind.Mean) Elementwise.Binary(BinaryFunction.Divide, y, [(float)count], y);
        else if (kind == ReductionKind.EuclideanNorm) Elementwise.Unary(UnaryFunction.Sqrt, y, y);
    }
}
