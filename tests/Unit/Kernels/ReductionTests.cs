using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class ReductionTests
{
    public static TheoryData<ReductionKind> Kinds => [.. Enum.GetValues<ReductionKind>()];

    private static double Definition(ReductionKind kind, IEnumerable<double> values) => kind switch
    {
        ReductionKind.Sum => values.Sum(),
        ReductionKind.Mean => values.Average(),
        ReductionKind.AbsoluteSum => values.Sum(Math.Abs),
        ReductionKind.SumOfSquares => values.Sum(v => v * v),
        ReductionKind.EuclideanNorm => Math.Sqrt(values.Sum(v => v * v)),
        ReductionKind.Maximum => values.Max(),
        _ => values.Min(),
    };

    private static double Scale(ReductionKind kind, IEnumerable<double> values) => kind switch
    {
        ReductionKind.Sum => values.Sum(Math.Abs),
        ReductionKind.Mean => values.Average(Math.Abs),
        ReductionKind.Maximum or ReductionKind.Minimum => 0,
        _ => Definition(kind, values),
    };

    [Theory, MemberData(nameof(Kinds))]
    public void A_reduction_of_rows_equals_the_float64_definition(ReductionKind kind)
    {
        foreach (int length in Variants.Lengths.Where(n => n > 0).Append(20_000))
        {
            float[] x = Variants.Gaussian(3 * length, (ulong)length);
            float[] y = Variants.SameOnAll(3, result => Reduction.Reduce(kind, x, result, 3, length, 1), $"{kind} of {length}");
            for (int r = 0; r < 3; r++)
            {
                double[] row = [.. x.Skip(r * length).Take(length).Select(v => (double)v)];
                Assert.True(Math.Abs(y[r] - Definition(kind, row)) <= 1e-6 * Scale(kind, row), $"{kind} of {length}: {y[r]}, expected {Definition(kind, row)}");
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_reduction_of_a_middle_axis_equals_the_float64_definition(ReductionKind kind)
    {
        foreach ((int outer, int reduced, int inner) in new[] { (1, 1, 2), (2, 3, 5), (3, 7, 33), (1, 200, 71), (2, 65, 8), (1, 64, 130) })
        {
            float[] x = Variants.Gaussian(outer * reduced * inner, 4);
            float[] y = Variants.SameOnAll(outer * inner, result => Reduction.Reduce(kind, x, result, outer, reduced, inner), $"{kind}");
            for (int o = 0; o < outer; o++)
                for (int i = 0; i < inner; i++)
                {
                    double[] column = [.. Enumerable.Range(0, reduced).Select(r => (double)x[(o * reduced + r) * inner + i])];
                    Assert.True(Math.Abs(y[o * inner + i] - Definition(kind, column)) <= 1e-6 * Scale(kind, column));
                }
        }
    }

    [Fact]
    public void Column_ranges_put_together_have_the_bits_of_the_whole()
    {
        float[] x = Variants.Gaussian(90 * 77, 4), whole = new float[77], parts = new float[77];
        Reduction.Columns(ReductionKind.Sum, x, whole, 90, 77, 0, 77);
        foreach ((int first, int count) in new[] { (0, 13), (13, 1), (14, 0), (14, 63) }) Reduction.Columns(ReductionKind.Sum, x, parts, 90, 77, first, count);
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void A_NaN_anywhere_makes_the_extremes_NaN()
    {
        foreach (int length in new[] { 1, 5, 33, 100, 5000 })
            for (int at = 0; at < length; at += Math.Max(1, length / 7))
            {
                float[] x = Variants.Gaussian(length, 1);
                x[at] = float.NaN;
                foreach (ReductionKind kind in new[] { ReductionKind.Maximum, ReductionKind.Minimum })
                    Assert.True(float.IsNaN(Variants.SameOnAll(1, y => Reduction.Reduce(kind, x, y, 1, length, 1))[0]));
            }
    }

    [Fact]
    public void Reductions_of_nothing_are_the_neutral_elements()
    {
        Assert.Equal(0f, Variants.SameOnAll(1, y => Reduction.Reduce(ReductionKind.Sum, [], y, 1, 0, 1))[0]);
        Assert.Equal(float.NegativeInfinity, Variants.SameOnAll(1, y => Reduction.Reduce(ReductionKind.Maximum, [], y, 1, 0, 1))[0]);
    }

    [Fact]
    public void Wide_sums_keep_what_float32_would_lose()
    {
        foreach (int length in Variants.Lengths)
        {
            float[] x = Variants.Gaussian(length, 6), z = Variants.Gaussian(length, 7);
            for (int i = 0; i < length; i++) x[i] += 1000f;
            double? sum = null, squares = null, dot = null;
            foreach (InstructionSet set in Variants.All)
            {
                using var scope = new InstructionSetScope(set);
                Assert.Equal(sum ??= Reduction.Sum(x), Reduction.Sum(x));
                Assert.Equal(squares ??= Reduction.SumOfSquares(x), Reduction.SumOfSquares(x));
                Assert.Equal(dot ??= Reduction.Dot(x, z), Reduction.Dot(x, z));
            }
            Assert.Equal(x.Sum(v => (double)v), sum!.Value, 1e-8);
            Assert.Equal(x.Sum(v => (double)v * v), squares!.Value, 1e-13 * length * 1e6 + 1e-12);
            Assert.Equal(x.Zip(z).Sum(p => (double)p.First * p.Second), dot!.Value, 1e-7);
        }
    }

    [Fact]
    public void Channel_sums_run_over_samples_and_inner_elements()
    {
        float[] x = Variants.Gaussian(4 * 3 * 35, 8);
        float[] y = Variants.SameOnAll(3, result =>
        {
            Reduction.SumChannels(x, result, 4, 3, 35, 0, 1);
            Reduction.SumChannels(x, result, 4, 3, 35, 1, 2);
        });
        for (int c = 0; c < 3; c++)
        {
            double expected = 0;
            for (int n = 0; n < 4; n++)
                for (int i = 0; i < 35; i++) expected += x[(n * 3 + c) * 35 + i];
            Assert.Equal((float)expected, y[c], 1e-5f);
        }
    }

    [Theory]
    [InlineData(new[] { 1f, 5f, 5f, 2f }, 1)]
    [InlineData(new[] { float.NaN, 5f }, 0)]
    [InlineData(new[] { 5f, float.NaN, float.NaN }, 1)]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity }, 0)]
    [InlineData(new float[0], -1)]
    public void ArgMax_is_the_first_largest_or_the_first_NaN(float[] x, int expected) => Assert.Equal(expected, Reduction.ArgMax(x));
}
