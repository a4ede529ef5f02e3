using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class FakeQuantizationTests
{
    private const float Scale = 0.1f, Low = -8f, High = 7f;

    [Fact]
    public void Values_are_rounded_to_the_grid_and_clipped_to_its_ends()
    {
        foreach (int length in Variants.Lengths)
        {
            float[] x = Variants.WithSpecial(length, 1);
            float[] y = Variants.SameOnAll(length, result => FakeQuantization.Forward(x, result, Scale, Low, High));
            for (int i = 0; i < length; i++)
                Assert.Equal(float.IsNaN(x[i]) ? float.NaN : Math.Clamp(MathF.Round(x[i] / Scale), Low, High) * Scale, y[i]);
        }
    }

    [Fact]
    public void The_gradients_are_the_straight_through_formulas()
    {
        foreach (int length in Variants.Lengths)
        {
            float[] x = Variants.Gaussian(length, 2), dy = Variants.Gaussian(length, 3);
            double? scaleGradient = null;
            float[] dx = Variants.SameOnAll(length, result =>
            {
                double sum = FakeQuantization.Gradient(x, dy, result, Scale, Low, High);
                Assert.Equal(scaleGradient ??= sum, sum);
            });
            double expected = 0;
            for (int i = 0; i < length; i++)
            {
                float position = x[i] / Scale, rounded = MathF.Round(position);
                bool inside = rounded is >= Low and <= High;
                Assert.Equal(inside ? dy[i] : 0f, dx[i]);
                expected += dy[i] * (double)(inside ? rounded - position : Math.Clamp(rounded, Low, High));
            }
            Assert.Equal(expected, scaleGradient!.Value, 1e-5 * (1 + length));
        }
    }

    [Fact]
    public void A_scale_that_is_not_positive_is_refused() =>
        Assert.Throws<ArgumentException>(() => FakeQuantization.Forward(new float[1], new float[1], 0f, Low, High));
}
