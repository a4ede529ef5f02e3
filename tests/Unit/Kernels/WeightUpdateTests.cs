using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class WeightUpdateTests
{
    private static readonly float[] gradients = [0.5f, -0.25f, 0.1f];

    public static TheoryData<SgdSettings, double[]> SgdTable => new()
    {
        { new SgdSettings(0.1f) { Momentum = 0.9f }, [0.95, 0.93, 0.902] },
        { new SgdSettings(0.1f) { Momentum = 0.9f, Nesterov = true }, [0.905, 0.912, 0.8768] },
        { new SgdSettings(0.1f) { Momentum = 0.9f, L2 = 0.01f }, [0.949, 0.927151, 0.896559749] },
        { new SgdSettings(0.1f), [0.95, 0.975, 0.965] },
        { new SgdSettings(0.1f) { L1 = 0.01f }, [0.949, 0.973, 0.962] },
        { new SgdSettings(0.1f) { GradientScale = 0.5f }, [0.975, 0.9875, 0.9825] },
    };

    [Theory, MemberData(nameof(SgdTable))]
    public void Three_steps_of_gradient_descent_give_the_known_weights(SgdSettings settings, double[] expected)
    {
        foreach (int length in new[] { 1, 8, 19, 35 })
        {
            Variants.SameOnAll(3 * length, result =>
            {
                float[] w = Filled(length, 1f), v = new float[settings.Momentum == 0 ? 0 : length];
                for (int step = 0; step < 3; step++)
                {
                    WeightUpdate.Sgd(in settings, w, Filled(length, gradients[step]), v);
                    Assert.All(w, value => Assert.Equal(expected[step], value, 3e-7));
                    w.CopyTo(result, step * length);
                }
            });
        }
    }

    public static TheoryData<AdamSettings, double[]> AdamTable => new()
    {
        { new AdamSettings(0.1f), [0.900000002, 0.8733662987, 0.8418419430] },
        { new AdamSettings(0.1f) { L2 = 0.01f }, [0.900000002, 0.8712293476, 0.8372923664] },
        { new AdamSettings(0.1f) { DecoupledDecay = 0.01f }, [0.899000002, 0.8714672987, 0.8390714757] },
    };

    [Theory, MemberData(nameof(AdamTable))]
    public void Three_steps_of_Adam_give_the_known_weights(AdamSettings settings, double[] expected)
    {
        foreach (int length in new[] { 1, 8, 19, 35 })
        {
            Variants.SameOnAll(3 * length, result =>
            {
                float[] w = Filled(length, 1f), m = new float[length], v = new float[length];
                for (int step = 0; step < 3; step++)
                {
                    WeightUpdate.Adam(in settings, step + 1, w, Filled(length, gradients[step]), m, v);
                    Assert.All(w, value => Assert.Equal(expected[step], value, 3e-7));
                    w.CopyTo(result, step * length);
                }
            });
        }
    }

    private static float[] Filled(int length, float value)
    {
        var values = new float[length];
        Array.Fill(values, value);
        return values;
    }

    [Fact]
    public void Masked_weights_become_positive_zero_and_the_others_are_updated_as_without_a_mask()
    {
        foreach (int length in Variants.Lengths)
        {
            float[] start = Variants.Gaussian(length, 1), g = Variants.Gaussian(length, 2);
            bool[] mask = Variants.Flags(length, 3);
            var sgd = new SgdSettings(0.1f) { Momentum = 0.9f, Nesterov = true, L1 = 0.01f, L2 = 0.02f };
            var adam = new AdamSettings(0.1f) { DecoupledDecay = 0.1f };
            AssertMasked(start, mask, (w, keep) => WeightUpdate.Sgd(in sgd, w, g, new float[length], keep));
            AssertMasked(start, mask, (w, keep) => WeightUpdate.Sgd(new SgdSettings(0.1f), w, g, [], keep));
            AssertMasked(start, mask, (w, keep) => WeightUpdate.Adam(in adam, 1, w, g, new float[length], new float[length], keep));
        }
    }

    private static void AssertMasked(float[] start, bool[] mask, Action<float[], bool[]> update)
    {
        float[] masked = Variants.SameOnAll(start.Length, w =>
        {
            start.CopyTo(w, 0);
            update(w, mask);
        });
        float[] free = [.. start];
        update(free, []);
        Assert.Equal(Variants.Bits([.. free.Select((v, i) => mask[i] ? v : 0f)]), Variants.Bits(masked));
    }

    [Fact]
    public void Moments_too_small_to_matter_become_zero()
    {
        float[] v = [1e-30f, -1e-29f, 1e-35f, 0f, 1e-38f, 1e-28f, 2e-30f, 1e-32f, 1e-31f];
        float[] kept = Variants.SameOnAll(9, result =>
        {
            v.CopyTo(result, 0);
            WeightUpdate.Sgd(new SgdSettings(0f) { Momentum = 0.9f }, new float[9], new float[9], result);
        });
        Assert.Equal([0f, 0.9f * -1e-29f, 0f, 0f, 0f, 0.9f * 1e-28f, 0.9f * 2e-30f, 0f, 0f], kept);
        float[] second = Variants.SameOnAll(9, result =>
        {
            for (int i = 0; i < 9; i++) result[i] = Math.Abs(v[i]);
            WeightUpdate.Adam(new AdamSettings(0f), 1, new float[9], new float[9], new float[9], result);
        });
        Assert.Equal(0f, second[2]);
        Assert.True(second[5] > 0);
    }

    [Theory]
    [InlineData(25.0, 10.0, 1.0)]
    [InlineData(400.0, 10.0, 0.5)]
    [InlineData(0.0, 1.0, 1.0)]
    public void Clipping_scales_down_to_the_largest_norm_and_never_up(double sumOfSquares, double maximum, double expected) =>
        Assert.Equal(expected, WeightUpdate.ClipScale(sumOfSquares, maximum), 1e-7);
}
