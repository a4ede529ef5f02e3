using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class PoolingTests
{
    public static TheoryData<PoolShape> Shapes =>
    [
        new PoolShape(8, 8, 2, 2) { StrideHeight = 2, StrideWidth = 2 },
        new PoolShape(24, 24, 2, 2) { StrideHeight = 2, StrideWidth = 2 },
        new PoolShape(9, 71, 2, 2) { StrideHeight = 2, StrideWidth = 2 },
        new PoolShape(9, 71, 2, 2) { StrideHeight = 2, StrideWidth = 2, CeilMode = true },
        new PoolShape(10, 40, 3, 3),
        new PoolShape(11, 45, 3, 3) { StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        new PoolShape(11, 46, 3, 3) { StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1, CeilMode = true },
        new PoolShape(13, 50, 3, 2) { StrideHeight = 3, StrideWidth = 3, PadLeft = 1, PadBottom = 2 },
        new PoolShape(13, 50, 3, 3) { DilationHeight = 2, DilationWidth = 3, PadTop = 2, PadLeft = 3, PadBottom = 1, PadRight = 2 },
        new PoolShape(1, 100, 1, 5) { StrideWidth = 2, PadLeft = 2, PadRight = 2 },
        new PoolShape(3, 3, 3, 3),
        new PoolShape(5, 5, 1, 1) { StrideHeight = 4, StrideWidth = 4 },
    ];

    private const int Planes = 3;

    /// <summary>The inputs of a window in scan order, with −1 for padding; what hangs over the padded input is left out.</summary>
    private static IEnumerable<int> Window(PoolShape s, int row, int column)
    {
        for (int kh = 0; kh < s.KernelHeight; kh++)
            for (int kw = 0; kw < s.KernelWidth; kw++)
            {
                int h = row * s.StrideHeight - s.PadTop + kh * s.DilationHeight, w = column * s.StrideWidth - s.PadLeft + kw * s.DilationWidth;
                if (h >= s.InputHeight + s.PadBottom || w >= s.InputWidth + s.PadRight) continue;
                yield return h < 0 || w < 0 || h >= s.InputHeight || w >= s.InputWidth ? -1 : h * s.InputWidth + w;
            }
    }

    private static void ForEachWindow(PoolShape s, Action<int, int, List<int>> check)
    {
        for (int p = 0; p < Planes; p++)
            for (int row = 0; row < s.OutputHeight; row++)
                for (int column = 0; column < s.OutputWidth; column++)
                    check(p * s.InputPlane, p * s.OutputPlane + row * s.OutputWidth + column, [.. Window(s, row, column)]);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Max_pooling_finds_the_first_largest_or_NaN_of_each_window(PoolShape shape)
    {
        foreach (bool special in new[] { false, true })
        {
            float[] x = special ? Variants.WithSpecial(Planes * shape.InputPlane, 3) : [.. Variants.Gaussian(Planes * shape.InputPlane, 3).Select(v => MathF.Round(2 * v))];
            int[] indices = new int[Planes * shape.OutputPlane];
            float[] y = Variants.SameOnAll(indices.Length, result => Pooling.Maximum(in shape, x, result), "values");
            float[] withIndices = Variants.SameOnAll(indices.Length, result =>
            {
                Array.Clear(indices);
                Pooling.Maximum(in shape, x, result, indices);
                AssertIndices(shape, x, result, indices);
            }, "with indices");
            for (int i = 0; i < y.Length; i++) Assert.Equal(withIndices[i], y[i]);
        }
    }

    private static void AssertIndices(PoolShape shape, float[] x, float[] y, int[] indices) => ForEachWindow(shape, (plane, output, window) =>
    {
        List<int> inside = [.. window.Where(i => i >= 0)];
        int expected = -1;
        foreach (int i in inside)
        {
            float best = expected < 0 ? float.NegativeInfinity : x[plane + expected];
            if (expected < 0 || (!float.IsNaN(best) && (x[plane + i] > best || float.IsNaN(x[plane + i])))) expected = i;
        }
        Assert.Equal(expected, indices[output]);
        Assert.Equal(expected < 0 ? float.NegativeInfinity : x[plane + expected], y[output]);
    });

    [Theory, MemberData(nameof(Shapes))]
    public void The_gradient_of_max_pooling_goes_to_the_saved_indices(PoolShape shape)
    {
        float[] x = Variants.Gaussian(Planes * shape.InputPlane, 4), dy = Variants.Gaussian(Planes * shape.OutputPlane, 5);
        float[] y = new float[dy.Length], dx = new float[x.Length];
        int[] indices = new int[dy.Length];
        Pooling.Maximum(in shape, x, y, indices);
        Pooling.MaximumGradient(dy, indices, dx, shape.InputPlane, shape.OutputPlane);
        var expected = new double[x.Length];
        ForEachWindow(shape, (plane, output, _) => expected[plane + indices[output]] += dy[output]);
        for (int i = 0; i < dx.Length; i++) Assert.Equal(expected[i], dx[i], 1e-5);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Average_pooling_divides_by_what_it_counts(PoolShape shape)
    {
        foreach (bool includePadding in new[] { false, true })
        {
            float[] x = Variants.Gaussian(Planes * shape.InputPlane, 6);
            float[] y = Variants.SameOnAll(Planes * shape.OutputPlane, result => Pooling.Average(in shape, x, result, includePadding));
            ForEachWindow(shape, (plane, output, window) =>
            {
                List<int> inside = [.. window.Where(i => i >= 0)];
                double expected = inside.Sum(i => (double)x[plane + i]) / (includePadding ? window.Count : inside.Count);
                Assert.Equal(expected, y[output], 2e-6);
            });
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void The_gradient_of_average_pooling_is_its_adjoint(PoolShape shape)
    {
        foreach (bool includePadding in new[] { false, true })
        {
            float[] x = Variants.Gaussian(Planes * shape.InputPlane, 7), dy = Variants.Gaussian(Planes * shape.OutputPlane, 8);
            float[] y = new float[dy.Length], dx = new float[x.Length];
            Pooling.Average(in shape, x, y, includePadding);
            Pooling.AverageGradient(in shape, dy, dx, includePadding);
            double forward = y.Zip(dy).Sum(p => (double)p.First * p.Second), backward = x.Zip(dx).Sum(p => (double)p.First * p.Second);
            Assert.Equal(forward, backward, 1e-5 * y.Length);
        }
    }

    [Fact]
    public void Planes_in_several_calls_have_the_bits_of_one_call()
    {
        var shape = new PoolShape(11, 45, 3, 3) { StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1 };
        float[] x = Variants.Gaussian(Planes * shape.InputPlane, 4), whole = new float[Planes * shape.OutputPlane], parts = new float[whole.Length];
        Pooling.Maximum(in shape, x, whole);
        for (int p = 0; p < Planes; p++)
            Pooling.Maximum(in shape, x.AsSpan(p * shape.InputPlane, shape.InputPlane), parts.AsSpan(p * shape.OutputPlane, shape.OutputPlane));
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Global_pooling_reduces_whole_planes_and_its_gradients_undo_that()
    {
        float[] x = Variants.Gaussian(5 * 49, 9), dx = new float[5 * 49];
        float[] mean = Variants.SameOnAll(5, y => Pooling.GlobalAverage(x, y, 49)), maximum = Variants.SameOnAll(5, y => Pooling.GlobalMaximum(x, y, 49));
        float[] again = new float[5];
        int[] indices = new int[5];
        Pooling.GlobalMaximum(x, again, indices, 49);
        for (int p = 0; p < 5; p++)
        {
            float[] plane = x[(p * 49)..((p + 1) * 49)];
            Assert.Equal(plane.Average(v => (double)v), mean[p], 1e-6);
            Assert.Equal(plane.Max(), maximum[p]);
            Assert.Equal(plane.Max(), again[p]);
            Assert.Equal(Array.IndexOf(plane, plane.Max()), indices[p]);
        }
        Pooling.GlobalAverageGradient([1f, 2f, 3f, 4f, 49f], dx, 49);
        Assert.Equal(2f / 49, dx[49]);
        Assert.Equal(1f, dx[^1]);
        Pooling.MaximumGradient([1f, 2f, 3f, 4f, 5f], indices, dx, 49, 1);
        Assert.Equal(15f, dx.Sum());
        Assert.Equal(5f, dx[4 * 49 + indices[4]]);
    }

    [Fact]
    public void The_output_extent_in_ceil_mode_drops_windows_that_begin_in_the_padding_behind()
    {
        Assert.Equal(3, new PoolShape(1, 6, 1, 3) { StrideWidth = 2, CeilMode = true }.OutputWidth);
        Assert.Equal(2, new PoolShape(1, 6, 1, 3) { StrideWidth = 2 }.OutputWidth);
        Assert.Equal(2, new PoolShape(1, 3, 1, 1) { StrideWidth = 2, PadRight = 1, CeilMode = true }.OutputWidth);
    }

    [Fact]
    public void Shapes_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Pooling.Maximum(new PoolShape(2, 2, 3, 3), new float[4], new float[1]));
        Assert.Throws<ArgumentException>(() => Pooling.Maximum(new PoolShape(4, 4, 2, 2) { StrideWidth = 0 }, new float[16], new float[4]));
        Assert.Throws<ArgumentException>(() => Pooling.Maximum(new PoolShape(4, 4, 2, 2), new float[17], new float[9]));
    }
}
