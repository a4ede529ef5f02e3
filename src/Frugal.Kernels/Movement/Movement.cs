using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>Moving elements without computing on them: strided copies, transposes, gathers.</summary>
public static class Movement
{
    /// <summary>
    /// y[yOffset + Σ i yStrides] = x[xOffset + Σ i xStrides] for all indices i of a shape: concatenation and splitting (one side has the strides of
    /// the whole), slices (a step multiplies a stride, which may be negative), padding (fill first), expansion (stride 0 in x), permutation (strides in another order).
    /// </summary>
    /// <param name="x">The source, whole.</param>
    /// <param name="xOffset">Where the first element is.</param>
    /// <param name="xStrides">A stride for each axis, in elements.</param>
    /// <param name="y">The target, whole.</param>
    /// <param name="yOffset">Where the first element goes.</param>
    /// <param name="yStrides">A stride for each axis, in elements.</param>
    /// <param name="shape">The extents, at most 16.</param>
    /// <exception cref="ArgumentException">The ranks differ, or the strides lead outside of a span.</exception>
    public static void Copy<T>(
        ReadOnlySpan<T> x, int xOffset, ReadOnlySpan<int> xStrides, Span<T> y, int yOffset, ReadOnlySpan<int> yStrides, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var walk = new StridedWalk(shape, xStrides, yStrides, stackalloc int[3 * StridedWalk.MaximumRank]);
        if (walk.Count == 0) return;
        walk.CheckFrom(xOffset, x.Length, yOffset, y.Length);
        if (walk.FindTranspose(out int rows, out int rowStride, out int columns, out int columnStride))
        {
            // The fastest axes of the two sides differ: go through the rest, and transpose those two in blocks.
            for (; !walk.IsAtEnd; walk.Next())
                Transposition.Strided(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(x), xOffset + walk.FirstOffset), rowStride,
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(y), yOffset + walk.SecondOffset), columnStride, rows, columns);
            return;
        }
        int length = walk.TakeRun(out int xStep, out int yStep);
        for (; !walk.IsAtEnd; walk.Next())
        {
            ref T source = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), xOffset + walk.FirstOffset);
            ref T target = ref Unsafe.Add(ref MemoryMarshal.GetReference(y), yOffset + walk.SecondOffset);
            if (xStep == 1 && yStep == 1)
                MemoryMarshal.CreateReadOnlySpan(ref source, length).CopyTo(MemoryMarshal.CreateSpan(ref target, length));
            else
                for (int i = 0; i < length; i++) Unsafe.Add(ref target, (nint)i * yStep) = Unsafe.Add(ref source, (nint)i * xStep);
        }
    }

    /// <summary>y = x with its axes in another order: axis k of y is axis order[k] of x. Both are row-major.</summary>
    /// <exception cref="ArgumentException">The lengths or the order do not fit the shape.</exception>
    public static void Permute<T>(ReadOnlySpan<T> x, Span<T> y, ReadOnlySpan<int> shape, ReadOnlySpan<int> order) where T : unmanaged
    {
        int rank = shape.Length;
        Require.Length(order.Length, rank);
        Require.That(rank <= StridedWalk.MaximumRank, "Kernels take at most 16 axes; merge axes first.");
        Span<int> strides = stackalloc int[StridedWalk.MaximumRank], source = stackalloc int[rank], target = stackalloc int[rank], extents = stackalloc int[rank];
        int count = 1, seen = 0;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            strides[axis] = count;
            count *= shape[axis];
        }
        for (int axis = 0; axis < rank; axis++)
        {
            Require.That((uint)order[axis] < (uint)rank && (seen & (1 << order[axis])) == 0, "The order of the axes is not a permutation.");
            seen |= 1 << order[axis];
            extents[axis] = shape[order[axis]];
            source[axis] = strides[order[axis]];
        }
        Require.Length(x.Length, count);
        Require.Length(y.Length, count);
        int stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            target[axis] = stride;
            stride *= extents[axis];
        }
        Copy(x, 0, source, y, 0, target, extents);
    }

    /// <summary>y = xᵀ for a range of columns of x (rows of y); x has the shape [rows, columns], y [columns, rows].</summary>
    /// <exception cref="ArgumentException">A length is not that of the shape, or the range lies outside.</exception>
    public static void Transpose<T>(ReadOnlySpan<T> x, Span<T> y, int rows, int columns, int firstColumn, int columnCount) where T : unmanaged
    {
        Require.Length(x.Length, (long)rows * columns);
        Require.Length(y.Length, x.Length);
        Require.That(firstColumn >= 0 && columnCount >= 0 && firstColumn + columnCount <= columns, "The range of columns lies outside of the shape.");
        if (rows == 0 || columnCount == 0) return;
        Transposition.Strided(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(x), firstColumn), columns,
            ref Unsafe.Add(ref MemoryMarshal.GetReference(y), (nint)firstColumn * rows), rows, rows, columnCount);
    }

    /// <summary>Row i of y = row indices[i] of x; a negative index counts from the end, as in ONNX.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or an index names no row.</exception>
    public static void GatherRows<T, TIndex>(ReadOnlySpan<T> x, ReadOnlySpan<TIndex> indices, Span<T> y, int rowLength)
        where T : unmanaged where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        Require.Length(y.Length, (long)indices.Length * rowLength);
        int rows = rowLength == 0 ? 0 : x.Length / rowLength;
        for (int i = 0; i < indices.Length; i++)
            x.Slice(Row(indices[i], rows) * rowLength, rowLength).CopyTo(y.Slice(i * rowLength, rowLength));
    }

    /// <summary>Row indices[i] of dx += row i of dy, in the order of i: the gradient of <see cref="GatherRows"/>. Does not clear dx.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or an index names no row.</exception>
    public static void ScatterAddRows<TIndex>(ReadOnlySpan<float> dy, ReadOnlySpan<TIndex> indices, Span<float> dx, int rowLength)
        where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        Require.Length(dy.Length, (long)indices.Length * rowLength);
        int rows = rowLength == 0 ? 0 : dx.Length / rowLength;
        for (int i = 0; i < indices.Length; i++)
        {
            Span<float> target = dx.Slice(Row(indices[i], rows) * rowLength, rowLength);
            Elementwise.Binary(BinaryFunction.Add, target, dy.Slice(i * rowLength, rowLength), target);
        }
    }

    private static int Row<TIndex>(TIndex index, int rows) where TIndex : unmanaged, IBinaryInteger<TIndex>
    {
        long row = long.CreateSaturating(index);
        if (row < 0) row += rows;
        if (row < 0 || row >= rows) throw new ArgumentException($"The index {index} names none of the {rows} rows; indices run from {-rows} to {rows - 1}.");
        return (int)row;
    }
}
