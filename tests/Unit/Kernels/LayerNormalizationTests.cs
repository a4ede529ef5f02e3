using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class LayerNormalizationTests
{
    private const float Epsilon = 1e-5f;

    [Fact]
    public void A_known_row_gives_the_known_outputs()
    {
        float[] y = new float[4], mean = new float[1], inverse = new float[1];
        LayerNormalization.Forward([1f, 2f, 3f, 6f], [1f, 1f, 1f, 1f], [0f, 0f, 0f, 0f], y, mean, inverse, Epsilon);
        double[] expected = [-1.06904344, -0.53452172, 0, 1.60356516];
        for (int i = 0; i < 4; i++) Assert.Equal(expected[i], y[i], 3e-7);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 7)]
    [InlineData(4, 33)]
    [InlineData(2, 130)]
    public void Outputs_and_gradients_equal_the_definition_and_its_finite_differences(int rows, int columns)
    {
        float[] x = Variants.Gaussian(rows * columns, 1), dy = Variants.Gaussian(rows * columns, 2);
        float[] gamma = Variants.Gaussian(columns, 3), beta = Variants.Gaussian(columns, 4), mean = new float[rows], inverse = new float[rows];
        float[] y = Variants.SameOnAll(x.Length, result => LayerNormalization.Forward(x, gamma, beta, result, mean, inverse, Epsilon));
        float[] dx = Variants.SameOnAll(x.Length, result => LayerNormalization.Gradient(x, dy, gamma, mean, inverse, result));
        float[] dGamma = new float[columns], dBeta = new float[columns];
        LayerNormalization.ParameterGradient(x, dy, mean, inverse, dGamma, dBeta, 0, columns / 2);
        LayerNormalization.ParameterGradient(x, dy, mean, inverse, dGamma, dBeta, columns / 2, columns - columns / 2);

        double Output(double[] input, double[] g, double[] b, int r, int c)
        {
            ReadOnlySpan<double> row = input.AsSpan(r * columns, columns);
            double mu = 0, variance = 0;
            foreach (double v in row) mu += v / columns;
            foreach (double v in row) variance += (v - mu) * (v - mu) / columns;
            return g[c] * (row[c] - mu) / Math.Sqrt(variance + Epsilon) + b[c];
        }
        double Loss(double[] input, double[] g, double[] b)
        {
            double total = 0;
            for (int i = 0; i < x.Length; i++) total += dy[i] * Output(input, g, b, i / columns, i % columns);
            return total;
        }
        double[] x64 = [.. x.Select(v => (double)v)], gamma64 = [.. gamma.Select(v => (double)v)], beta64 = [.. beta.Select(v => (double)v)];
        for (int i = 0; i < x.Length; i++) Assert.Equal(Output(x64, gamma64, beta64, i / columns, i % columns), y[i], 3e-6);
        for (int i = 0; i < x.Length; i += 1 + x.Length / 40) AssertSlope(x64, i, v => Loss(v, gamma64, beta64), dx[i], inverse[i / columns]);
        for (int c = 0; c < columns; c += 1 + columns / 10)
        {
            AssertSlope(gamma64, c, v => Loss(x64, v, beta64), dGamma[c], 1);
            AssertSlope(beta64, c, v => Loss(x64, gamma64, v), dBeta[c], 1);
        }
    }

    private static void AssertSlope(double[] values, int index, Func<double[], double> function, float actual, double scale)
    {
        double[] up = [.. values], down = [.. values];
        up[index] += 1e-6;
        down[index] -= 1e-6;
        Assert.Equal((function(up) - function(down)) / 2e-6, actual, 5e-6 * Math.Max(1, scale));
    }
}
