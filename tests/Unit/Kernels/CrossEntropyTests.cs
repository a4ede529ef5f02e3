using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class CrossEntropyTests
{
    private static double[] Probabilities(ReadOnlySpan<float> z, double temperature = 1)
    {
        double[] values = [.. z.ToArray().Select(v => v / temperature)];
        double maximum = values.Max(), sum = values.Sum(v => Math.Exp(v - maximum));
        return [.. values.Select(v => Math.Exp(v - maximum) / sum)];
    }

    [Fact]
    public void Softmax_and_its_logarithm_equal_the_definition_in_float64()
    {
        foreach (int columns in Enumerable.Range(1, 40).Append(1000))
        {
            float[] x = Variants.Gaussian(4 * columns, 3, 5f);
            for (int i = 0; i < columns; i++) x[i] += 1e4f;
            float[] y = Variants.SameOnAll(x.Length, result => Softmax.Forward(x, result, columns));
            float[] log = Variants.SameOnAll(x.Length, result => Softmax.LogForward(x, result, columns));
            for (int r = 0; r < 4; r++)
            {
                double[] p = Probabilities(x.AsSpan(r * columns, columns));
                for (int i = 0; i < columns; i++)
                {
                    // x − max x, rounded to float32, is the exponent: its error grows with its size.
                    Assert.True(Math.Abs(y[r * columns + i] - p[i]) <= 1e-6 * p[i] * (1 + Math.Abs(Math.Log(p[i]))) + 1e-30);
                    Assert.True(Math.Abs(log[r * columns + i] - Math.Log(p[i])) <= 1e-6 * (1 + Math.Abs(Math.Log(p[i]))));
                }
            }
        }
    }

    [Fact]
    public void The_gradients_of_softmax_and_its_logarithm_equal_finite_differences()
    {
        const int columns = 7;
        float[] x = Variants.Gaussian(columns, 1), dy = Variants.Gaussian(columns, 2), y = new float[columns], dx = new float[columns];
        Softmax.Forward(x, y, columns);
        Softmax.Gradient(y, dy, dx, columns);
        double[] slope = Slopes(x, z => Probabilities(z).Select((p, i) => p * dy[i]).Sum());
        for (int i = 0; i < columns; i++) Assert.Equal(slope[i], dx[i], 2e-4);
        Softmax.LogForward(x, y, columns);
        Softmax.LogGradient(y, dy, dx, columns);
        slope = Slopes(x, z => Probabilities(z).Select((p, i) => Math.Log(p) * dy[i]).Sum());
        for (int i = 0; i < columns; i++) Assert.Equal(slope[i], dx[i], 2e-3);
    }

    private static double[] Slopes(float[] x, Func<float[], double> function)
    {
        var slopes = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            float[] up = [.. x], down = [.. x];
            up[i] += 1e-3f;
            down[i] -= 1e-3f;
            slopes[i] = (function(up) - function(down)) / ((double)up[i] - down[i]);
        }
        return slopes;
    }

    [Theory]
    [InlineData(0f, 0.40760596)]
    [InlineData(0.1f, 0.50760596)]
    public void The_loss_of_a_known_sample_is_the_known_value(float smoothing, double expected)
    {
        float[] losses = new float[1], p = new float[3], z = [2f, 1f, 0f];
        CrossEntropy.Forward<long>(z, [0L], p, losses, 3, smoothing);
        Assert.Equal(expected, losses[0], 1e-7);
        CrossEntropy.ForwardTargets(z, [1f - smoothing + smoothing / 3, smoothing / 3, smoothing / 3], p, losses, 3);
        Assert.Equal(expected, losses[0], 1e-6);
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(0.1f, 1f)]
    [InlineData(0.2f, 4f)]
    public void The_gradient_equals_the_finite_difference_of_the_loss(float smoothing, float temperature)
    {
        const int columns = 10, rows = 5;
        float[] z = Variants.Gaussian(rows * columns, 5, 2f), p = new float[z.Length], losses = new float[rows];
        int[] labels = [3, 0, 9, 3, 5];
        float[] scales = [0.2f, 1f, -1f, 0.5f, 2f];
        CrossEntropy.Forward<int>(z, labels, p, losses, columns, smoothing, temperature);
        float[] dz = Variants.SameOnAll(z.Length, result => CrossEntropy.Gradient<int>(p, labels, [.. scales.Select(s => s / temperature)], result, columns, smoothing));
        double[] slopes = Slopes(z, values =>
        {
            double total = 0;
            for (int r = 0; r < rows; r++)
            {
                double[] q = Probabilities(values.AsSpan(r * columns, columns), temperature);
                for (int c = 0; c < columns; c++)
                    total -= scales[r] * Math.Log(q[c]) * ((c == labels[r] ? 1 - smoothing : 0) + smoothing / columns);
            }
            return total;
        });
        for (int i = 0; i < dz.Length; i++) Assert.Equal(slopes[i], dz[i], 1e-5);
        // The same from target distributions, in place.
        float[] targets = new float[z.Length];
        for (int i = 0; i < targets.Length; i++) targets[i] = smoothing / columns + (i % columns == labels[i / columns] ? 1 - smoothing : 0);
        CrossEntropy.GradientTargets(p, targets, [.. scales.Select(s => s / temperature)], p, columns);
        for (int i = 0; i < dz.Length; i++) Assert.Equal(dz[i], p[i], 1e-6f);
    }

    [Fact]
    public void A_distillation_target_gives_the_known_gradient()
    {
        // T^2 KL(q || p) at T = 4 with z = (1, 2, 3), teacher logits (2, 1, 4): gradient T (p - q).
        float[] z = [1f, 2f, 3f], q = new float[3], p = new float[3], losses = new float[1], dz = new float[3];
        CrossEntropy.ForwardTargets([2f, 1f, 4f], [0f, 0f, 0f], q, losses, 3, 4f);
        CrossEntropy.ForwardTargets(z, q, p, losses, 3, 4f);
        double entropy = -q.Sum(v => v * Math.Log(v));
        Assert.Equal(0.023890631, losses[0] - entropy, 2e-7);
        CrossEntropy.GradientTargets(p, q, [4f], dz, 3);
        Assert.Equal([-0.14992300f, 0.39710425f, -0.24718125f], dz, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_label_outside_of_the_classes_is_refused_by_name()
    {
        var thrown = Assert.Throws<ArgumentException>(() => CrossEntropy.Forward<long>([1f, 2f, 3f], [7L], new float[3], new float[1], 3));
        Assert.Contains("label 7", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CrossEntropy.Gradient<int>([1f, 2f, 3f], [-1], [1f], new float[3], 3));
    }

    [Fact]
    public void A_NaN_among_the_logits_makes_probabilities_and_loss_NaN()
    {
        float[] p = new float[3], losses = new float[1];
        CrossEntropy.Forward<int>([1f, float.NaN, 2f], [0], p, losses, 3);
        Assert.True(float.IsNaN(losses[0]));
        Assert.All(p, v => Assert.True(float.IsNaN(v)));
    }
}
