using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class MovementTests
{
    private static int[] RowMajor(int[] shape)
    {
        var strides = new int[shape.Length];
        for (int axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis--]) strides[axis] = stride;
        return strides;
    }

    private static IEnumerable<int[]> Indices(int[] shape)
    {
        int count = shape.Aggregate(1, (p, e) => p * e);
        for (int flat = 0; flat < count; flat++)
        {
            var index = new int[shape.Length];
            for (int axis = shape.Length - 1, rest = flat; axis >= 0; rest /= shape[axis--]) index[axis] = rest % shape[axis];
            yield return index;
        }
    }

    private static int Offset(int[] index, int[] strides) => index.Zip(strides).Sum(p => p.First * p.Second);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(7, 19)]
    [InlineData(33, 16)]
    [InlineData(64, 130)]
    public void A_transpose_swaps_rows_and_columns_in_any_column_ranges(int rows, int columns)
    {
        float[] x = Variants.Gaussian(rows * columns, 1);
        float[] y = Variants.SameOnAll(x.Length, result =>
        {
            int cut = columns / 3;
            Movement.Transpose(x, result, rows, columns, 0, cut);
            Movement.Transpose(x, result, rows, columns, cut, columns - cut);
        });
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) Assert.Equal(x[r * columns + c], y[c * rows + r]);
        double[] wide = [.. x.Select(v => (double)v)], transposed = new double[x.Length];
        Movement.Transpose(wide, transposed, rows, columns, 0, columns);
        Assert.Equal(y.Select(v => (double)v), transposed);
    }

    public static TheoryData<int[], int[]> Orders => new()
    {
        { [2, 3, 17, 9], [0, 2, 3, 1] },
        { [2, 9, 5, 8], [0, 3, 1, 2] },
        { [3, 4, 5], [2, 1, 0] },
        { [3, 4, 5], [0, 1, 2] },
        { [6, 1, 20], [2, 1, 0] },
        { [2, 3, 4, 5, 6], [3, 1, 4, 0, 2] },
        { [4, 2, 3, 8], [0, 2, 1, 3] },
        { [5], [0] },
        { [], [] },
        { [3, 0, 2], [1, 0, 2] },
    };

    [Theory, MemberData(nameof(Orders))]
    public void A_permutation_moves_every_element_to_its_permuted_index(int[] shape, int[] order)
    {
        int count = shape.Aggregate(1, (p, e) => p * e);
        float[] x = Variants.Gaussian(count, 2);
        float[] y = Variants.SameOnAll(count, result => Movement.Permute(x, result, shape, order));
        int[] target = [.. order.Select(axis => shape[axis])], targetStrides = RowMajor(target), strides = RowMajor(shape);
        foreach (int[] index in Indices(shape))
            Assert.Equal(x[Offset(index, strides)], y[Offset([.. order.Select(axis => index[axis])], targetStrides)]);
    }

    [Fact]
    public void An_order_that_is_no_permutation_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Movement.Permute(new float[6], new float[6], [2, 3], [0, 0]));
        Assert.Throws<ArgumentException>(() => Movement.Permute(new float[6], new float[6], [2, 3], [0, 2]));
    }

    [Fact]
    public void Strided_copies_concatenate_slice_backwards_and_expand()
    {
        // [2, 3] and [2, 2] joined along the second axis.
        int[] a = [1, 2, 3, 4, 5, 6], b = [7, 8, 9, 10], joined = new int[10];
        Movement.Copy(a, 0, [3, 1], joined, 0, [5, 1], [2, 3]);
        Movement.Copy(b, 0, [2, 1], joined, 3, [5, 1], [2, 2]);
        Assert.Equal([1, 2, 3, 7, 8, 4, 5, 6, 9, 10], joined);
        // joined[:, 4::-2]
        int[] slice = new int[6];
        Movement.Copy(joined, 4, [5, -2], slice, 0, [3, 1], [2, 3]);
        Assert.Equal([8, 3, 1, 10, 6, 4], slice);
        int[] expanded = new int[6];
        Movement.Copy([1, 2], 0, [1, 0], expanded, 0, [3, 1], [2, 3]);
        Assert.Equal([1, 1, 1, 2, 2, 2], expanded);
    }

    [Fact]
    public void Random_strided_copies_equal_the_nested_loops()
    {
        var stream = new RandomStream(5);
        for (int round = 0; round < 400; round++)
        {
            int rank = stream.NextInt32(5);
            var shape = new int[rank];
            for (int axis = 0; axis < rank; axis++) shape[axis] = 1 + stream.NextInt32(7);
            // The source is a row-major array with axes shuffled, some reversed or repeated; the target a row-major array with room around.
            int[] room = [.. shape.Select(e => e + stream.NextInt32(2))], yStrides = RowMajor(room), axes = [.. Enumerable.Range(0, rank)], xStrides = new int[rank];
            stream.Shuffle<int>(axes);
            int xOffset = 0, size = 1;
            foreach (int axis in axes)
            {
                switch (stream.NextInt32(6))
                {
                    case 0: break;
                    case 1:
                        xStrides[axis] = -size;
                        xOffset += size * (shape[axis] - 1);
                        size *= shape[axis];
                        break;
                    default:
                        xStrides[axis] = size;
                        size *= shape[axis];
                        break;
                }
            }
            float[] x = Variants.Gaussian(size, (ulong)round), expected = new float[room.Aggregate(1, (p, e) => p * e)];
            foreach (int[] index in Indices(shape)) expected[Offset(index, yStrides)] = x[xOffset + Offset(index, xStrides)];
            float[] actual = Variants.SameOnAll(expected.Length, y => Movement.Copy(x, xOffset, xStrides, y, 0, yStrides, shape));
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Strides_that_lead_outside_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Movement.Copy(new int[4], 0, [2, 1], new int[3], 0, [2, 1], [2, 2]));
        Assert.Throws<ArgumentException>(() => Movement.Copy(new int[4], 0, [-1], new int[4], 0, [1], [2]));
        Assert.Throws<ArgumentException>(() => Movement.Copy(new int[4], 3, [1], new int[4], 0, [1], [2]));
    }

    [Fact]
    public void Gathered_rows_and_their_gradient_follow_the_indices()
    {
        float[] x = Variants.Gaussian(5 * 7, 1), y = new float[4 * 7], dx = new float[5 * 7];
        long[] indices = [3, 0, -1, 3];
        Movement.GatherRows<float, long>(x, indices, y, 7);
        int[] rows = [3, 0, 4, 3];
        for (int i = 0; i < 4; i++) Assert.Equal(x[(rows[i] * 7)..(rows[i] * 7 + 7)], y[(i * 7)..(i * 7 + 7)]);
        Movement.ScatterAddRows<long>(y, indices, dx, 7);
        for (int c = 0; c < 7; c++)
        {
            Assert.Equal(2 * x[21 + c], dx[21 + c]);
            Assert.Equal(0f, dx[7 + c]);
        }
        Assert.Throws<ArgumentException>(() => Movement.GatherRows<float, int>(x, [5], new float[7], 7));
        Assert.Throws<ArgumentException>(() => Movement.GatherRows<float, int>(x, [-6], new float[7], 7));
    }
}
