using System.Numerics;
using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

/// <summary>Fourier transforms against the sum that defines them, and against what must hold for all.</summary>
public sealed class FourierPlanTests
{
    /// <summary>Powers of two, primes, products, and lengths that audio uses.</summary>
    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 40), 64, 97, 100, 128, 243, 256, 400, 441, 512, 1024, 1031];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_transform_equals_the_sum_that_defines_it(int length)
    {
        Complex[] x = Random(length, 1);
        foreach (bool inverse in new[] { false, true })
        {
            Complex[] expected = Definition(x, inverse);
            double scale = Math.Sqrt(length) * Math.Log2(length + 1);
            AssertClose(expected, Transform<double>(x, inverse), 4e-16 * scale * 4);
            AssertClose(expected, Transform<float>(x, inverse), 2e-7 * scale * 4);
        }
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(6000)]
    [InlineData(65536)]
    [InlineData(99991)]
    public void There_and_back_gives_the_input_times_its_length_and_keeps_the_energy(int length)
    {
        Complex[] x = Random(length, 2), there = Transform<double>(x, false), back = Transform<double>(there, true);
        AssertClose(x, [.. back.Select(v => v / length)], 1e-14);
        double energy = x.Sum(v => v.Magnitude * v.Magnitude), transformed = there.Sum(v => v.Magnitude * v.Magnitude) / length;
        Assert.InRange(transformed / energy, 1 - 1e-13, 1 + 1e-13);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(64)]
    public void A_single_wave_falls_into_one_place(int length)
    {
        Complex[] x = [.. Enumerable.Range(0, length).Select(n => Complex.Exp(new Complex(0, 2 * Math.PI * 5 * n / length)))];
        Complex[] y = Transform<double>(x, false);
        for (int k = 0; k < length; k++) Assert.Equal(k == 5 ? length : 0, y[k].Magnitude, 1e-12);
    }

    [Fact]
    public void Circular_convolution_becomes_a_product()
    {
        // First column (1, 2, 0, −1) on (1, 0, 2, 1).
        Complex[] c = Transform<double>([1, 2, 0, -1], false), x = Transform<double>([1, 0, 2, 1], false);
        Complex[] y = Transform<double>([.. c.Zip(x, (a, b) => a * b)], true);
        AssertClose([3, 0, 1, 4], [.. y.Select(v => v / 4)], 1e-15);
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        FourierPlan<float> plan = FourierPlan<float>.Create(8);
        Assert.Throws<ArgumentException>(() => plan.Transform(new float[7], new float[8], false, new float[plan.ScratchLength]));
        Assert.Throws<ArgumentException>(() => plan.Transform(new float[8], new float[8], false, new float[plan.ScratchLength - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => FourierPlan<float>.Create(0));
    }

    private static Complex[] Transform<T>(Complex[] x, bool inverse) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FourierPlan<T> plan = FourierPlan<T>.Create(x.Length);
        T[] real = [.. x.Select(v => T.CreateTruncating(v.Real))], imaginary = [.. x.Select(v => T.CreateTruncating(v.Imaginary))], scratch = new T[plan.ScratchLength];
        Array.Fill(scratch, T.NaN); // what it held before must not matter
        plan.Transform(real, imaginary, inverse, scratch);
        return [.. real.Zip(imaginary, (r, i) => new Complex(double.CreateTruncating(r), double.CreateTruncating(i)))];
    }

    private static Complex[] Definition(Complex[] x, bool inverse)
    {
        int n = x.Length;
        var y = new Complex[n];
        for (int k = 0; k < n; k++)
            for (int i = 0; i < n; i++) y[k] += x[i] * Complex.Exp(new Complex(0, (inverse ? 2 : -2) * Math.PI * ((long)i * k % n) / n));
        return y;
    }

    private static Complex[] Random(int length, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, length).Select(_ => new Complex(random.NextGaussian(), random.NextGaussian()))];
    }

    private static void AssertClose(Complex[] expected, Complex[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double allowed = tolerance * Math.Max(1, expected.Max(e => e.Magnitude));
        for (int i = 0; i < expected.Length; i++) Assert.True((expected[i] - actual[i]).Magnitude <= allowed, $"element {i}: {actual[i]}, expected {expected[i]}");
    }
}
