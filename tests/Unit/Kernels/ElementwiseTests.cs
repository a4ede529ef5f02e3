using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class ElementwiseTests
{
    public static TheoryData<UnaryFunction> UnaryFunctions => [.. Enum.GetValues<UnaryFunction>()];
    public static TheoryData<BinaryFunction> BinaryFunctions => [.. Enum.GetValues<BinaryFunction>()];
    public static TheoryData<GradientFunction> GradientFunctions => [.. Enum.GetValues<GradientFunction>()];

    /// <summary>The errors that the documentation states, in units in the last place.</summary>
    private static double Bound(UnaryFunction function) => function switch
    {
        UnaryFunction.Exp => 1.1,
        UnaryFunction.Log or UnaryFunction.Erf => 2,
        UnaryFunction.Sigmoid or UnaryFunction.Tanh or UnaryFunction.Elu or UnaryFunction.Softplus => 2.5,
        UnaryFunction.Silu => 3,
        UnaryFunction.Selu => 3,
        UnaryFunction.Celu => 4,
        UnaryFunction.Softsign => 1.51,
        UnaryFunction.HardSwish => 2,
        _ => 0.5000001,
    };

    private static void AssertUnary(UnaryFunction function, float x, float actual, float alpha, float beta)
    {
        double expected = ElementwiseDefinitions.Unary(function, x, alpha, beta);
        // Results that cancel are held to the scale of what they are made of.
        bool close = function switch
        {
            UnaryFunction.Silu => x < -87f && Math.Abs(actual - expected) <= 1.5e-43,
            UnaryFunction.Gelu => float.IsFinite(x) && Math.Abs(actual - expected) <= 2e-7 * Math.Abs(x) + 1.5e-45,
            UnaryFunction.Mish => float.IsFinite(x) && Math.Abs(actual - expected) <= 8e-7 * Math.Abs(x) + 1.5e-45,
            UnaryFunction.Swish or UnaryFunction.GeluTanh => float.IsFinite(x) && Math.Abs(actual - expected) <= 4e-7 * Math.Abs(x) + 1.5e-45,
            UnaryFunction.HardSigmoid or UnaryFunction.HardSwish => Math.Abs(actual - expected) <= 1.5e-7 * Math.Max(1, Math.Abs(x)),
            _ => false,
        };
        double error = Variants.UlpError(actual, expected);
        Assert.True(close || error <= Bound(function), $"{function}({x:R}) = {actual:R}, expected {expected:R}: {error:F2} ulp");
        if (x == 0f && function is not (UnaryFunction.Reciprocal or UnaryFunction.Log) && actual == 0f && expected == 0 && function != UnaryFunction.Absolute)
            Assert.Equal(double.IsNegative(expected), float.IsNegative(actual));
    }

    [Theory, MemberData(nameof(UnaryFunctions))]
    public void A_unary_function_equals_its_definition_at_all_lengths_and_special_values(UnaryFunction function)
    {
        (float alpha, float beta) = ElementwiseDefinitions.Parameters(function.ToString());
        foreach (int length in Variants.Lengths)
        {
            float[] x = Variants.WithSpecial(length, (ulong)length);
            float[] y = Variants.SameOnAll(length, result => Elementwise.Unary(function, x, result, alpha, beta), $"{function} at length {length}");
            for (int i = 0; i < length; i++) AssertUnary(function, x[i], y[i], alpha, beta);
        }
    }

    [Theory]
    [InlineData(UnaryFunction.Exp)]
    [InlineData(UnaryFunction.Log)]
    [InlineData(UnaryFunction.Sigmoid)]
    [InlineData(UnaryFunction.Tanh)]
    [InlineData(UnaryFunction.Elu)]
    [InlineData(UnaryFunction.Softplus)]
    [InlineData(UnaryFunction.Silu)]
    [InlineData(UnaryFunction.Erf)]
    [InlineData(UnaryFunction.Gelu)]
    [InlineData(UnaryFunction.Mish)]
    [InlineData(UnaryFunction.Softsign)]
    [InlineData(UnaryFunction.GeluTanh)]
    public void A_transcendental_function_stays_within_its_stated_error_over_all_magnitudes(UnaryFunction function)
    {
        var stream = new RandomStream(11);
        var x = new float[300_000];
        for (int i = 0; i < x.Length; i++)
        {
            // A third over all exponents, the rest where the functions bend.
            x[i] = (i % 3) switch
            {
                0 => BitConverter.UInt32BitsToSingle(stream.NextUInt32()),
                1 => (float)(stream.NextDouble() * 240 - 120),
                _ => (float)(stream.NextDouble() * 12 - 6),
            };
            if (function == UnaryFunction.Elu && float.IsInfinity(x[i])) x[i] = 1;
        }
        var y = new float[x.Length];
        Elementwise.Unary(function, x, y, 1f);
        for (int i = 0; i < x.Length; i++) AssertUnary(function, x[i], y[i], 1f, 0f);
    }

    [Theory, MemberData(nameof(UnaryFunctions))]
    public void A_unary_function_may_write_over_its_operand(UnaryFunction function)
    {
        (float alpha, float beta) = ElementwiseDefinitions.Parameters(function.ToString());
        foreach (int length in Variants.Lengths)
        {
            float[] x = Variants.WithSpecial(length, 3), apart = new float[length];
            Elementwise.Unary(function, x, apart, alpha, beta);
            float[] inPlace = Variants.SameOnAll(length, result =>
            {
                x.CopyTo(result, 0);
                Elementwise.Unary(function, result, result, alpha, beta);
            });
            Assert.Equal(Variants.Bits(apart), Variants.Bits(inPlace));
        }
    }

    [Theory, MemberData(nameof(BinaryFunctions))]
    public void A_binary_function_equals_its_definition_with_whole_and_single_operands(BinaryFunction function)
    {
        foreach (int length in Variants.Lengths)
        {
            float[] a = Variants.WithSpecial(length, 5), b = Variants.WithSpecial(length, 6);
            float single = length % 2 == 0 ? 2f : -1.5f;
            float[] pair = Variants.SameOnAll(length, y => Elementwise.Binary(function, a, b, y), $"{function}");
            float[] right = Variants.SameOnAll(length, y => Elementwise.Binary(function, a, [single], y), $"{function}");
            float[] left = Variants.SameOnAll(length, y => Elementwise.Binary(function, [single], b, y), $"{function}");
            for (int i = 0; i < length; i++)
            {
                AssertBinary(function, a[i], b[i], pair[i]);
                AssertBinary(function, a[i], single, right[i]);
                AssertBinary(function, single, b[i], left[i]);
            }
        }
    }

    [Fact]
    public void Power_handles_every_pair_of_special_values_as_C_does()
    {
        foreach (float a in Variants.Special)
            foreach (float b in Variants.Special.Concat([2f, 3f, -2f, 0.5f, 1f, -1f, 16777217f]))
            {
                float[] y = Variants.SameOnAll(1, result => Elementwise.Binary(BinaryFunction.Power, [a], [b], result));
                AssertBinary(BinaryFunction.Power, a, b, y[0]);
            }
    }

    private static void AssertBinary(BinaryFunction function, float a, float b, float actual)
    {
        double expected = ElementwiseDefinitions.Binary(function, a, b);
        double error = Variants.UlpError(actual, expected);
        Assert.True(error <= 0.51, $"{function}({a:R}, {b:R}) = {actual:R}, expected {expected:R}");
    }

    [Theory, MemberData(nameof(GradientFunctions))]
    public void A_gradient_function_equals_the_finite_difference_of_its_function(GradientFunction function)
    {
        (float alpha, float beta) = ElementwiseDefinitions.Parameters(function.ToString());
        var forward = Enum.Parse<UnaryFunction>(function.ToString());
        bool fromOutput = function is GradientFunction.Sigmoid or GradientFunction.Tanh or GradientFunction.Sqrt or GradientFunction.Reciprocal;
        float[] x = Variants.Gaussian(1000, 21, 3f), dy = Variants.Gaussian(1000, 22);
        for (int i = 0; i < x.Length; i++)
        {
            if (function == GradientFunction.Sqrt) x[i] = Math.Abs(x[i]) + 0.01f;
            if (function == GradientFunction.Reciprocal) x[i] += Math.Sign(x[i]) * 0.1f;
        }
        float[] source = [.. x.Select(v => fromOutput ? (float)ElementwiseDefinitions.Unary(forward, v, alpha, beta) : v)];
        float[] dx = Variants.SameOnAll(x.Length, y => Elementwise.Gradient(function, dy, source, y, alpha, beta), $"{function}");
        float[] kinks = [0f, -1.25f, 2.5f, -3f, 3f];
        for (int i = 0; i < x.Length; i++)
        {
            if (kinks.Any(k => Math.Abs(x[i] - k) < 1e-4)) continue;
            double h = 1e-6 * Math.Max(1, Math.Abs(x[i]));
            double slope = (ElementwiseDefinitions.Unary(forward, x[i] + h, alpha, beta) - ElementwiseDefinitions.Unary(forward, x[i] - h, alpha, beta)) / (2 * h);
            double scale = Math.Abs(dy[i]) * (1 + Math.Abs(slope));
            Assert.True(Math.Abs(dx[i] - dy[i] * slope) <= 1e-6 * scale + 1e-9, $"{function} at {x[i]}: {dx[i]}, expected {dy[i] * slope}");
        }
    }

    [Theory, MemberData(nameof(GradientFunctions))]
    public void A_gradient_function_has_the_same_bits_on_all_sets_at_all_lengths(GradientFunction function)
    {
        foreach (int length in Variants.Lengths)
        {
            float[] dy = Variants.WithSpecial(length, 31), source = Variants.WithSpecial(length, 32);
            Variants.SameOnAll(length, y => Elementwise.Gradient(function, dy, source, y, -1.5f, 2f), $"{function}");
        }
    }

    [Fact]
    public void The_gradient_of_relu_does_not_let_NaN_or_infinity_through_where_it_is_off()
    {
        float[] dx = Variants.SameOnAll(4, y => Elementwise.Gradient(GradientFunction.Relu, [float.NaN, float.PositiveInfinity, -5f, 2f], [0f, -1f, 0f, 1f], y));
        Assert.Equal(Variants.Bits([0f, 0f, 0f, 2f]), Variants.Bits(dx));
    }

    [Fact]
    public void AddScaled_adds_a_multiple_with_one_rounding()
    {
        foreach (int length in Variants.Lengths)
        {
            float[] x = Variants.Gaussian(length, 1), y = Variants.Gaussian(length, 2);
            float[] sum = Variants.SameOnAll(length, result =>
            {
                y.CopyTo(result, 0);
                Elementwise.AddScaled(0.7f, x, result);
            });
            for (int i = 0; i < length; i++) Assert.Equal((float)(0.7f * (double)x[i] + y[i]), sum[i]);
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(1, 40)]
    [InlineData(5, 3)]
    [InlineData(33, 4)]
    public void Per_channel_operands_are_the_same_from_any_start_of_the_range(int inner, int channels)
    {
        int length = 3 * channels * inner;
        float[] a = Variants.Gaussian(length, 8), b = Variants.Gaussian(channels, 9);
        foreach (bool reversed in new[] { false, true })
        {
            for (int start = 0; start < length; start += 5)
            {
                float[] y = Variants.SameOnAll(length - start, result =>
                    Elementwise.BinaryChannels(BinaryFunction.Subtract, a.AsSpan(start), b, result, inner, start, reversed));
                for (int i = 0; i < y.Length; i++)
                {
                    float channel = b[(start + i) / inner % channels];
                    Assert.Equal(reversed ? channel - a[start + i] : a[start + i] - channel, y[i]);
                }
            }
        }
    }

    public static TheoryData<int[], int[], int[]> Broadcasts => new()
    {
        { [2, 3, 4, 5], [60, 20, 5, 1], [0, 1, 0, 0] },
        { [2, 3, 4], [12, 4, 1], [12, 4, 1] },
        { [2, 3, 4], [0, 0, 1], [4, 0, 0] },
        { [6, 5], [1, 6], [5, 1] },
        { [3, 1, 2], [1, 1, 0], [0, 0, 1] },
        { [], [], [] },
        { [7], [0], [1] },
        { [1, 1], [5, 5], [7, 7] },
    };

    [Theory, MemberData(nameof(Broadcasts))]
    public void A_broadcast_equals_the_nested_loops_from_any_start_of_the_range(int[] shape, int[] aStrides, int[] bStrides)
    {
        int count = shape.Aggregate(1, (p, e) => p * e);
        float[] a = Variants.Gaussian(200, 12), b = Variants.Gaussian(200, 13);
        for (int start = 0; start < count; start++)
        {
            float[] y = Variants.SameOnAll(count - start, result =>
                Elementwise.BinaryBroadcast(BinaryFunction.Subtract, a, aStrides, b, bStrides, shape, result, start));
            for (int i = 0; i < y.Length; i++)
            {
                int rest = start + i, left = 0, right = 0;
                for (int axis = shape.Length - 1; axis >= 0; axis--)
                {
                    left += rest % shape[axis] * aStrides[axis];
                    right += rest % shape[axis] * bStrides[axis];
                    rest /= shape[axis];
                }
                Assert.Equal(a[left] - b[right], y[i]);
            }
        }
    }

    [Fact]
    public void A_broadcast_whose_strides_lead_outside_of_an_operand_is_refused() =>
        Assert.Throws<ArgumentException>(() => Elementwise.BinaryBroadcast(BinaryFunction.Add, new float[5], [2, 1], new float[4], [2, 1], [2, 2], new float[4], 1));

    [Fact]
    public void Different_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Elementwise.Unary(UnaryFunction.Relu, new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => Elementwise.Binary(BinaryFunction.Add, new float[3], new float[4], new float[4]));
        Assert.Throws<ArgumentException>(() => Elementwise.Gradient(GradientFunction.Relu, new float[3], new float[4], new float[4]));
    }

    [Fact]
    public void A_chain_has_the_bits_of_its_steps_one_after_the_other()
    {
        foreach (int length in new[] { 1, 17, 1024, 3001 })
        {
            float[] x = Variants.Gaussian(length, 1), other = Variants.Gaussian(length, 2), channels = Variants.Gaussian(6, 3);
            ChainStep[] steps =
            [
                ChainStep.BinaryChannels(BinaryFunction.Add, 1, 7),
                ChainStep.Unary(UnaryFunction.LeakyRelu, 0.1f),
                ChainStep.Binary(BinaryFunction.Subtract, 0, reversed: true),
                ChainStep.BinaryConstant(BinaryFunction.Divide, 2f, reversed: true),
                ChainStep.Gradient(GradientFunction.Tanh, 0),
            ];
            float[] expected = new float[length];
            Elementwise.BinaryChannels(BinaryFunction.Add, x, channels, expected, 7, 4);
            Elementwise.Unary(UnaryFunction.LeakyRelu, expected, expected, 0.1f);
            Elementwise.Binary(BinaryFunction.Subtract, other, expected, expected);
            Elementwise.Binary(BinaryFunction.Divide, [2f], expected, expected);
            Elementwise.Gradient(GradientFunction.Tanh, expected, other, expected);
            // The output is also an operand of the chain.
            float[] actual = Variants.SameOnAll(length, y =>
            {
                other.CopyTo(y, 0);
                var operands = new ChainOperands { [0] = y, [1] = channels };
                ElementwiseChain.Run(steps, x, in operands, y, 4);
            });
            Assert.Equal(Variants.Bits(expected), Variants.Bits(actual));
        }
    }

    [Fact]
    public void An_empty_chain_copies()
    {
        float[] x = [1, 2, 3], y = new float[3];
        ElementwiseChain.Run([], x, default, y);
        Assert.Equal(x, y);
    }

    [Fact]
    public void Where_and_Mask_choose_by_bytes_and_masked_weights_are_positive_zero()
    {
        foreach (int length in Variants.Lengths)
        {
            bool[] flags = Variants.Flags(length, 3);
            float[] a = Variants.WithSpecial(length, 4), b = Variants.WithSpecial(length, 5);
            float[] chosen = Variants.SameOnAll(length, y => Selection.Where(flags, a, b, y));
            float[] masked = Variants.SameOnAll(length, y => Selection.Mask(flags, a, y));
            Assert.Equal(Variants.Bits([.. flags.Select((f, i) => f ? a[i] : b[i])]), Variants.Bits(chosen));
            Assert.Equal(Variants.Bits([.. flags.Select((f, i) => f ? a[i] : 0f)]), Variants.Bits(masked));
        }
    }

    [Fact]
    public void Comparisons_follow_IEEE_rules()
    {
        foreach (int length in Variants.Lengths)
        {
            float[] a = Variants.WithSpecial(length, 4), b = Variants.WithSpecial(length, 7);
            for (int i = 0; i < length; i += 4) b[i] = a[i];
            foreach (Relation comparison in Enum.GetValues<Relation>())
                foreach (InstructionSet set in Variants.All)
                {
                    using var scope = new InstructionSetScope(set);
                    bool[] y = new bool[length], single = new bool[length];
                    Selection.Compare(comparison, a, b, y);
                    Selection.Compare(comparison, a, [0.5f], single);
                    for (int i = 0; i < length; i++)
                    {
                        Assert.Equal(Holds(comparison, a[i], b[i]), y[i]);
                        Assert.Equal(Holds(comparison, a[i], 0.5f), single[i]);
                    }
                }
        }
    }

    private static bool Holds(Relation comparison, float a, float b) => comparison switch
    {
        Relation.Equal => a == b,
        Relation.Less => a < b,
        Relation.LessOrEqual => a <= b,
        Relation.Greater => a > b,
        _ => a >= b,
    };
}
