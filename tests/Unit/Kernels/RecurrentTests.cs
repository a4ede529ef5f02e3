using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class RecurrentTests
{
    [Fact]
    public void An_LSTM_step_equals_its_definition_on_all_instruction_sets()
    {
        foreach (int n in (int[])[1, 3, 7, 8, 15, 16, 17, 33, 100])
        {
            float[] z = Variants.Gaussian(4 * n, 1, 2), before = Variants.Gaussian(n, 2);
            float[] cell = Variants.SameOnAll(n, result =>
            {
                before.CopyTo(result);
                Recurrent.Lstm(z, result, new float[n]);
            });
            float[] hidden = Variants.SameOnAll(n, result => Recurrent.Lstm(z, (float[])before.Clone(), result));
            for (int j = 0; j < n; j++)
            {
                double next = Sigmoid(z[2 * n + j]) * before[j] + Sigmoid(z[j]) * Math.Tanh(z[3 * n + j]);
                Assert.Equal(next, cell[j], 1e-6);
                Assert.Equal(Sigmoid(z[n + j]) * Math.Tanh(next), hidden[j], 1e-6);
            }
        }
    }

    [Fact]
    public void The_parts_of_a_GRU_step_and_a_plain_step_equal_their_definitions_on_all_instruction_sets()
    {
        foreach (int n in (int[])[1, 5, 8, 17, 40])
        {
            float[] gate = Variants.Gaussian(n, 3, 2), value = Variants.Gaussian(n, 4), start = Variants.Gaussian(n, 5);
            float[] Changed(Action<float[]> change) => Variants.SameOnAll(n, result =>
            {
                start.CopyTo(result);
                float[] copy = result.ToArray();
                change(copy);
                copy.CopyTo(result);
            });
            float[] sum = Changed(s => Recurrent.GateAndAdd(gate, value, s)), gated = Changed(s => Recurrent.Gate(gate, value, s));
            float[] blended = Changed(s => Recurrent.Blend(gate, value, s)), simple = Changed(s => Recurrent.Simple(gate, s));
            for (int j = 0; j < n; j++)
            {
                double g = Sigmoid(gate[j]);
                Assert.Equal(start[j] + g * value[j], sum[j], 1e-6);
                Assert.Equal(g * value[j], gated[j], 1e-6);
                Assert.Equal((1 - g) * Math.Tanh(value[j]) + g * start[j], blended[j], 1e-6);
                Assert.Equal(Math.Tanh(gate[j]), simple[j], 1e-6);
            }
        }
    }

    [Fact]
    public void States_that_would_become_denormal_are_written_as_zero_and_NaN_stays()
    {
        float[] z = [0, 0, 0, 0, 0, 0, 0, 0], cell = [1e-30f, float.NaN], hidden = new float[2];
        Recurrent.Lstm(z, cell, hidden);
        Assert.Equal(0f, cell[0]);
        Assert.Equal(0f, hidden[0]);
        Assert.True(float.IsNaN(cell[1]) && float.IsNaN(hidden[1]));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
