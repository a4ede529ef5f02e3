using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class BatchNormalizationTests
{
    private const float Epsilon = 1e-5f;

    [Fact]
    public void A_known_batch_gives_the_known_outputs_statistics_and_gradients()
    {
        var shape = new ChannelShape(4, 1, 1);
        float[] x = [1f, 2f, 3f, 6f], y = new float[4], mean = new float[1], inverse = new float[1], runningMean = [0f], runningVariance = [1f];
        BatchNormalization.TrainingForward(in shape, x, [1f], [0f], y, mean, inverse, runningMean, runningVariance, Epsilon, 0.1f, 0, 1);
        AssertClose([-1.06904344, -0.53452172, 0, 1.60356516], y);
        AssertClose([0.3], runningMean);
        AssertClose([1.36666667], runningVariance);
        float[] dx = new float[4], dGamma = new float[1], dBeta = new float[1];
        BatchNormalization.TrainingGradient(in shape, x, [1f, 0f, 0f, 0f], [1f], mean, inverse, dx, dGamma, dBeta, 0, 1);
        AssertClose([0.24817124, -0.20999046, -0.13363043, 0.09544965], dx);
        AssertClose([-1.06904344], dGamma);
        AssertClose([1], dBeta);
        float[] scale = new float[1], shift = new float[1];
        BatchNormalization.Fold([1f], [0f], runningMean, runningVariance, Epsilon, scale, shift);
        float[] eval = Variants.SameOnAll(1, result => BatchNormalization.ScaleShift([2f], scale, shift, result, 1));
        AssertClose([1.45417285], eval);
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 3e-7);
    }

    [Theory]
    [InlineData(2, 3, 1)]
    [InlineData(3, 2, 37)]
    [InlineData(5, 4, 64)]
    public void Outputs_have_mean_beta_and_deviation_gamma_even_where_the_mean_is_much_larger(int samples, int channels, int inner)
    {
        var shape = new ChannelShape(samples, channels, inner);
        float[] x = Variants.Gaussian(samples * channels * inner, 3), gamma = Variants.Gaussian(channels, 4), beta = Variants.Gaussian(channels, 5);
        for (int i = 0; i < x.Length; i++) x[i] += 10_000f * (1 + i / inner % channels);
        float[] saved = new float[channels], inverse = new float[channels];
        float[] y = Variants.SameOnAll(x.Length, result =>
        {
            BatchNormalization.TrainingForward(in shape, x, gamma, beta, result, saved, inverse, [], [], Epsilon, 0.1f, 0, 1);
            BatchNormalization.TrainingForward(in shape, x, gamma, beta, result, saved, inverse, [], [], Epsilon, 0.1f, 1, channels - 1);
        });
        for (int c = 0; c < channels; c++)
        {
            double[] values = [.. Enumerable.Range(0, samples * inner).Select(i => (double)x[(i / inner * channels + c) * inner + i % inner])];
            double mean = values.Average(), variance = values.Average(v => (v - mean) * (v - mean));
            for (int i = 0; i < values.Length; i++)
            {
                double expected = gamma[c] * (values[i] - mean) / Math.Sqrt(variance + Epsilon) + beta[c];
                Assert.Equal(expected, y[(i / inner * channels + c) * inner + i % inner], 1e-5);
            }
        }
    }

    [Fact]
    public void The_gradient_equals_finite_differences_of_the_definition()
    {
        const int samples = 3, channels = 2, inner = 5;
        var shape = new ChannelShape(samples, channels, inner);
        float[] x = Variants.Gaussian(30, 3), dy = Variants.Gaussian(30, 6), gamma = [1.3f, -0.7f], beta = [0.1f, 0.2f];
        float[] y = new float[30], mean = new float[2], inverse = new float[2], dGamma = new float[2], dBeta = new float[2];
        BatchNormalization.TrainingForward(in shape, x, gamma, beta, y, mean, inverse, [], [], Epsilon, 0.1f, 0, 2);
        float[] dx = Variants.SameOnAll(30, result => BatchNormalization.TrainingGradient(in shape, x, dy, gamma, mean, inverse, result, dGamma, dBeta, 0, 2));

        double Loss(double[] input, double[] g, double[] b)
        {
            double total = 0;
            for (int c = 0; c < channels; c++)
            {
                int[] at = [.. Enumerable.Range(0, samples * inner).Select(i => (i / inner * channels + c) * inner + i % inner)];
                double mu = at.Average(i => input[i]), variance = at.Average(i => (input[i] - mu) * (input[i] - mu));
                total += at.Sum(i => dy[i] * (g[c] * (input[i] - mu) / Math.Sqrt(variance + Epsilon) + b[c]));
            }
            return total;
        }
        double[] x64 = [.. x.Select(v => (double)v)], gamma64 = [1.3f, -0.7f], beta64 = [0.1f, 0.2f];
        for (int i = 0; i < 30; i++) Assert.Equal(Slope(x64, i, v => Loss(v, gamma64, beta64)), dx[i], 3e-6);
        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(Slope(gamma64, c, v => Loss(x64, v, beta64)), dGamma[c], 3e-6);
            Assert.Equal(Slope(beta64, c, v => Loss(x64, gamma64, v)), dBeta[c], 3e-6);
        }
    }

    private static double Slope(double[] values, int index, Func<double[], double> function)
    {
        double[] up = [.. values], down = [.. values];
        up[index] += 1e-6;
        down[index] -= 1e-6;
        return (function(up) - function(down)) / 2e-6;
    }

    [Fact]
    public void Scale_and_shift_find_the_channel_of_a_row_in_any_range()
    {
        float[] x = Variants.Gaussian(2 * 3 * 9, 1), scale = [1f, 2f, 3f], shift = [0.5f, 0f, -1f], y = new float[x.Length];
        BatchNormalization.ScaleShift(x.AsSpan(0, 36), scale, shift, y.AsSpan(0, 36), 9);
        BatchNormalization.ScaleShift(x.AsSpan(36), scale, shift, y.AsSpan(36), 9, 4);
        for (int i = 0; i < y.Length; i++) Assert.Equal((float)((double)x[i] * scale[i / 9 % 3] + shift[i / 9 % 3]), y[i]);
    }

    [Fact]
    public void One_value_per_channel_has_no_batch_statistics() =>
        Assert.Throws<ArgumentException>(() => BatchNormalization.TrainingForward(
            new ChannelShape(1, 1, 1), [1f], [1f], [0f], new float[1], new float[1], new float[1], [], [], Epsilon, 0.1f, 0, 1));
}
