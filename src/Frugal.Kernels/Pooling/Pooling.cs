using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// Pooling of planes (samples × channels, row-major) and its gradients. Each method does the planes that its spans hold, so a caller cuts the
/// work between planes; planes share nothing, and no cut changes a bit.
/// </summary>
public static class Pooling
{
    /// <summary>y = the maximum of each window; padding never wins; a NaN in the window gives NaN.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="x">Input planes.</param>
    /// <param name="y">As many output planes.</param>
    /// <exception cref="ArgumentException">The spans are not the same number of whole planes, or the shape makes no sense.</exception>
    public static void Maximum(in PoolShape shape, ReadOnlySpan<float> x, Span<float> y)
    {
        int planes = Planes(in shape, x.Length, y.Length);
        PoolingKernels kernels = KernelTable.Current.Pooling;
        int input = shape.InputPlane, output = shape.OutputPlane;
        for (int p = 0; p < planes; p++) kernels.Maximum(in shape, ref At(x, (nint)p * input), ref At(y, (nint)p * output));
    }

    /// <summary>
    /// The maximum of each window, and where it is: the flat index within its plane (row · width + column) of the first largest element, or of the first
    /// NaN; −1 for a window that lies in the padding alone (its maximum is −∞).
    /// </summary>
    /// <exception cref="ArgumentException">The spans are not the same number of whole planes, or the shape makes no sense.</exception>
    public static void Maximum(in PoolShape shape, ReadOnlySpan<float> x, Span<float> y, Span<int> indices)
    {
        int planes = Planes(in shape, x.Length, y.Length);
        Require.Length(indices.Length, y.Length);
        PoolingKernels kernels = KernelTable.Current.Pooling;
        int input = shape.InputPlane, output = shape.OutputPlane;
        ref int index = ref MemoryMarshal.GetReference(indices);
        for (int p = 0; p < planes; p++)
            kernels.MaximumWithIndices(in shape, ref At(x, (nint)p * input), ref At(y, (nint)p * output), ref Unsafe.Add(ref index, (nint)p * output));
    }

    /// <summary>dx = 0, and dx[index] += dy for each window of a max pooling, in window order.</summary>
    /// <param name="dy">Output planes.</param>
    /// <param name="indices">What the forward pass saved, as long as <paramref name="dy"/>.</param>
    /// <param name="dx">As many input planes.</param>
    /// <param name="inputPlane">Elements of an input plane.</param>
    /// <param name="outputPlane">Elements of an output plane.</param>
    /// <exception cref="ArgumentException">The spans are not the same number of whole planes.</exception>
    /// <exception cref="IndexOutOfRangeException">A saved index lies outside of its plane.</exception>
    public static void MaximumGradient(ReadOnlySpan<float> dy, ReadOnlySpan<int> indices, Span<float> dx, int inputPlane, int outputPlane)
    {
        int planes = Planes(inputPlane, outputPlane, dx.Length, dy.Length);
        Require.Length(indices.Length, dy.Length);
        dx.Clear();
        for (int p = 0; p < planes; p++)
            Scatter(dy.Slice(p * outputPlane, outputPlane), indices.Slice(p * outputPlane, outputPlane), dx.Slice(p * inputPlane, inputPlane));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ReadOnlySpan<float> source, ReadOnlySpan<int> index, Span<float> target)
    {
        for (int i = 0; i < source.Length && i < index.Length; i++)
            if (index[i] >= 0) target[index[i]] += source[i];
    }

    /// <summary>y = the mean of each window; padding counts as zeros only with <paramref name="includePadding"/>.</summary>
    /// <remarks>What hangs over the padded input (ceil mode) never counts.</remarks>
    /// <exception cref="ArgumentException">The spans are not the same number of whole planes, or the shape makes no sense.</exception>
    public static void Average(in PoolShape shape, ReadOnlySpan<float> x, Span<float> y, bool includePadding)
    {
        int planes = Planes(in shape, x.Length, y.Length);
        PoolingKernels kernels = KernelTable.Current.Pooling;
        int input = shape.InputPlane, output = shape.OutputPlane;
        for (int p = 0; p < planes; p++) kernels.Average(in shape, ref At(x, (nint)p * input), ref At(y, (nint)p * output), includePadding);
    }

    /// <summary>dx = each output's gradient, spread evenly over the elements that its window counted, summed in window order.</summary>
    /// <exception cref="ArgumentException">The spans are not the same number of whole planes, or the shape makes no sense.</exception>
    public static void AverageGradient(in PoolShape shape, ReadOnlySpan<float> dy, Span<float> dx, bool includePadding)
    {
        int planes = Planes(in shape, dx.Length, dy.Length);
        int input = shape.InputPlane, output = shape.OutputPlane;
        dx.Clear();
        for (int p = 0; p < planes; p++) AverageGradientPlane(in shape, dy.Slice(p * output, output), dx.Slice(p * input, input), includePadding);
    }

    /// <summary>y[p] = the mean of plane p.</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not as many planes as <paramref name="y"/> has elements.</exception>
    public static void GlobalAverage(ReadOnlySpan<float> x, Span<float> y, int plane) =>
        Reduction.Reduce(ReductionKind.Mean, x, y, y.Length, plane, 1);

    /// <summary>dx = dy[p] / plane in all of plane p.</summary>
    /// <exception cref="ArgumentException"><paramref name="dx"/> is not as many planes as <paramref name="dy"/> has elements.</exception>
    public static void GlobalAverageGradient(ReadOnlySpan<float> dy, Span<float> dx, int plane)
    {
        Require.Length(dx.Length, (long)dy.Length * plane);
        for (int p = 0; p < dy.Length; p++) dx.Slice(p * plane, plane).Fill(dy[p] / plane);
    }

    /// <summary>y[p] = the maximum of plane p.</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not as many planes as <paramref name="y"/> has elements.</exception>
    public static void GlobalMaximum(ReadOnlySpan<float> x, Span<float> y, int plane) =>
        Reduction.Reduce(ReductionKind.Maximum, x, y, y.Length, plane, 1);

    /// <summary>
    /// y[p] = the maximum of plane p, and the index of its first occurrence in the plane. The gradient is <see cref="MaximumGradient"/> with an output
    /// plane of 1.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> is not as many planes as <paramref name="y"/> has elements.</exception>
    public static void GlobalMaximum(ReadOnlySpan<float> x, Span<float> y, Span<int> indices, int plane)
    {
        Require.Length(x.Length, (long)y.Length * plane);
        Require.Length(indices.Length, y.Length);
        Reduction.ArgMax(x, indices, plane);
        for (int p = 0; p < y.Length; p++) y[p] = x[p * plane + indices[p]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageGradientPlane(in PoolShape shape, ReadOnlySpan<float> dy, Span<float> dx, bool includePadding)
    {
        int height = shape.OutputHeight, width = shape.OutputWidth;
        (int firstWhole, int endWhole) = shape.WholeWindows(width);
        for (int row = 0; row < height; row++)
        {
            int rows = shape.RowsInside(row, includePadding);
            for (int column = 0; column < width; column++)
            {
                bool whole = column >= firstWhole && column < endWhole;
                int columns = whole ? shape.KernelWidth : shape.ColumnsInside(column, includePadding);
                float share = dy[row * width + column] / Math.Max(rows * columns, 1);
                for (int kh = 0; kh < shape.KernelHeight; kh++)
                {
                    int inputRow = row * shape.StrideHeight - shape.PadTop + kh * shape.DilationHeight;
                    if (inputRow < 0 || inputRow >= shape.InputHeight) continue;
                    Span<float> target = dx.Slice(inputRow * shape.InputWidth, shape.InputWidth);
                    int at = column * shape.StrideWidth - shape.PadLeft;
                    for (int kw = 0; kw < shape.KernelWidth; kw++, at += shape.DilationWidth)
                        if ((uint)at < (uint)target.Length) target[at] += share;
                }
            }
        }
    }

    private static int Planes(in PoolShape shape, int input, int output)
    {
        shape.Check();
        return Planes(shape.InputPlane, shape.OutputPlane, input, output);
    }

    private static int Planes(int inputPlane, int outputPlane, int input, int output)
    {
        int planes = output / outputPlane;
        Require.Length(output, (long)planes * outputPlane);
        Require.Length(input, (long)planes * inputPlane);
        return planes;
    }

    private static ref float At(ReadOnlySpan<float> span, nint index) => ref Unsafe.Add(ref MemoryMarshal.GetReference(span), index);
}
