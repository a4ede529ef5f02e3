using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed unsafe class WinogradTests
{
    public static TheoryData<InstructionSet, int> Variants
    {
        get
        {
            var data = new TheoryData<InstructionSet, int>();
            foreach (InstructionSet set in InstructionSets.Supported)
            {
                data.Add(set, 2);
                data.Add(set, 4);
            }
            return data;
        }
    }

    [Theory]
    [InlineData(2, 3, new[] { 0, 1, -1 }, new[] { 1, 1, 1 })]
    [InlineData(3, 3, new[] { 0, 1, -1, 2 }, new[] { 1, 1, 1, 1 })]
    [InlineData(4, 3, new[] { 0, 1, -1, 2, -2 }, new[] { 1, 1, 1, 1, 1 })]
    [InlineData(4, 3, new[] { 0, 1, -1, 1, -2 }, new[] { 1, 1, 1, 2, 1 })]
    [InlineData(6, 3, new[] { 0, 1, -1, 2, -2, 1, -1 }, new[] { 1, 1, 1, 1, 1, 2, 2 })]
    [InlineData(2, 5, new[] { 0, 1, -1, 2, -2 }, new[] { 1, 1, 1, 1, 1 })]
    public void The_matrices_compute_correlations_exactly(int outputs, int taps, int[] numerators, int[] denominators)
    {
        var matrices = CookToom.Create(outputs, taps, [.. numerators.Zip(denominators, Rational.Of)]);
        for (int i = 0; i < outputs; i++)
        {
            for (int k = 0; k < taps; k++)
            {
                for (int l = 0; l < outputs + taps - 1; l++)
                {
                    Rational sum = default;
                    for (int t = 0; t < outputs + taps - 1; t++) sum += matrices.Output[i, t] * matrices.Filter[t, k] * matrices.Data[t, l];
                    Assert.Equal(Rational.Of(l == i + k ? 1 : 0), sum);
                }
            }
        }
    }

    [Fact]
    public void Equal_points_are_refused() =>
        Assert.Throws<ArgumentException>(() => CookToom.Create(2, 3, [Rational.Of(0), Rational.Of(1), Rational.Of(2, 2)]));

    [Fact]
    public void The_coded_transforms_are_those_of_the_matrices()
    {
        CheckTransform<WinogradTransform2<float, ScalarKernelVector>>(CookToom.Two);
        CheckTransform<WinogradTransform4<float, ScalarKernelVector>>(CookToom.Four);
    }

    [Fact]
    public void A_known_tile_has_known_outputs()
    {
        var shape = new ConvolutionShape { Batch = 1, InputChannels = 1, OutputChannels = 1, Height = 4, Width = 4, KernelHeight = 3, KernelWidth = 3 };
        float[] x = [.. Enumerable.Range(1, 16)], w = [.. Enumerable.Range(1, 9)];
        Assert.Equal([348, 393, 528, 573], Run(shape, new ConvolutionOptions { ConstantWeights = true }, InstructionSet.Scalar, 2, x, w, [], []));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void All_sizes_and_paddings_equal_the_definition(InstructionSet set, int m)
    {
        for (int seed = 0; seed < 25; seed++)
        {
            var stream = new RandomStream((ulong)seed).Split("winograd");
            int Below(int limit) => (int)(stream.NextUInt32() % (uint)limit);
            var shape = new ConvolutionShape
            {
                Batch = 1 + Below(3), InputChannels = 1 + Below(9), OutputChannels = 1 + Below(seed % 10 == 0 ? 200 : 20), Height = 1 + Below(19), Width = 1 + Below(37),
                KernelHeight = 3, KernelWidth = 3, PadTop = 1 + Below(3), PadLeft = Below(3), PadBottom = 1 + Below(3), PadRight = 2 + Below(2),
            };
            var options = new ConvolutionOptions
            {
                ConstantWeights = true, Bias = Below(2) == 0, Residual = Below(2) == 0,
                Epilogue = Below(4) switch { 0 => Epilogue.None, 1 => Epilogue.Relu, 2 => Epilogue.Clip(-0.5f, 2), _ => Epilogue.LeakyRelu(0.1f) },
            };
            Check(shape, options, set, m, (ulong)seed, 2e-5);
        }
    }

    // The page's bounds for normal values and 64 channels: largest error by root mean square of the output. Before the activation, which would hide errors.
    [Theory]
    [MemberData(nameof(Variants))]
    public void The_error_with_64_channels_is_bounded(InstructionSet set, int m)
    {
        var shape = new ConvolutionShape { Batch = 1, InputChannels = 64, OutputChannels = 12, Height = 17, Width = 21, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        Check(shape, new ConvolutionOptions { ConstantWeights = true }, set, m, 7, m == 2 ? 5e-6 : 4e-5);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Tiles_give_the_same_bits_in_any_order_and_scratch_memory(InstructionSet set, int m)
    {
        var shape = new ConvolutionShape { Batch = 2, InputChannels = 40, OutputChannels = 30, Height = 30, Width = 26, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        float[] x = Normal(shape, 1), w = Weights(shape, 2);
        var options = new ConvolutionOptions { ConstantWeights = true };
        Assert.Equal(Run(shape, options, set, m, x, w, [], []), Run(shape, options, set, m, x, w, [], [], backwards: true));
    }

    [Fact]
    public void Only_plans_that_may_be_fast_use_it()
    {
        var shape = new ConvolutionShape { Batch = 1, InputChannels = 64, OutputChannels = 64, Height = 56, Width = 56, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        string Method(ConvolutionOptions options) => ConvolutionPlan.Create(shape, options).Method;
        Assert.StartsWith("F(", Method(new ConvolutionOptions { ConstantWeights = true, Accuracy = Accuracy.Fast }));
        Assert.Equal("patches", Method(new ConvolutionOptions { ConstantWeights = true }));
        Assert.Equal("patches", Method(new ConvolutionOptions { Accuracy = Accuracy.Fast }));
        Assert.Equal("patches", ConvolutionPlan.Create(shape with { StrideWidth = 2 }, new ConvolutionOptions { ConstantWeights = true, Accuracy = Accuracy.Fast }).Method);
    }

    private static void CheckTransform<T>(CookToom matrices) where T : struct, IWinogradTransform<float, ScalarKernelVector>
    {
        int m = T.Outputs, n = m + 2;
        float* from = stackalloc float[n], to = stackalloc float[n];
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++) from[i] = i == j ? 1 : 0;
            T.Data(from, 1, from + m, to, 1);
            for (int i = 0; i < n; i++) Assert.Equal((float)matrices.Data[i, j].Value, to[i]);
            T.Output(from, 1, to, 1);
            for (int i = 0; i < m; i++) Assert.Equal((float)matrices.Output[i, j].Value, to[i]);
        }
    }

    private static void Check(ConvolutionShape shape, ConvolutionOptions options, InstructionSet set, int m, ulong seed, double tolerance)
    {
        float[] x = Normal(shape, seed + 1), w = Weights(shape, seed + 2), bias = Normal(shape.OutputChannels, seed + 3);
        float[] residual = Normal(shape.Batch * shape.OutputChannels * shape.OutputHeight * shape.OutputWidth, seed + 4);
        float[] actual = Run(shape, options, set, m, x, w, bias, residual);
        double[] expected = Define(shape, options, x, w, bias, residual);
        double scale = Math.Sqrt(9.0 * shape.InputChannels);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * scale, $"{shape}, {options}, output {i}: {actual[i]} instead of {expected[i]}");
    }

    private static float[] Run(ConvolutionShape shape, ConvolutionOptions options, InstructionSet set, int m, float[] x, float[] w, float[] bias, float[] residual, bool backwards = false)
    {
        var method = new WinogradConvolution(shape, options, MatrixKernels.For(set), m);
        var packed = new float[method.PackedFloats];
        var y = new float[shape.Batch * shape.OutputChannels * shape.OutputHeight * shape.OutputWidth];
        var scratch = new byte[method.ScratchBytes];
        Array.Fill(scratch, backwards ? (byte)0xC1 : (byte)0xFF);
        Array.Fill(y, float.NaN);
        fixed (float* xs = x, ws = w, bs = bias, rs = residual, ys = y, ps = packed)
        fixed (byte* start = scratch)
        {
            method.PackWeights(ws, ps);
            for (int i = 0; i < method.Tiles; i++)
            {
                var memory = new Scratch(start, scratch.Length);
                method.Run(backwards ? method.Tiles - 1 - i : i, new ConvolutionOperands { X = xs, Weights = ps, Bias = bs, Residual = rs, Y = ys }, ref memory);
            }
        }

        return y;
    }

    private static double[] Define(ConvolutionShape s, ConvolutionOptions options, float[] x, float[] w, float[] bias, float[] residual)
    {
        var y = new double[s.Batch * s.OutputChannels * s.OutputHeight * s.OutputWidth];
        int at = 0;
        for (int image = 0; image < s.Batch; image++)
            for (int k = 0; k < s.OutputChannels; k++)
                for (int row = 0; row < s.OutputHeight; row++)
                    for (int column = 0; column < s.OutputWidth; column++, at++)
                    {
                        double sum = options.Bias ? bias[k] : 0;
                        for (int c = 0; c < s.InputChannels; c++)
                            for (int tap = 0; tap < 9; tap++)
                            {
                                int v = row + tap / 3 - s.PadTop, u = column + tap % 3 - s.PadLeft;
                                if (v >= 0 && v < s.Height && u >= 0 && u < s.Width)
                                    sum += (double)w[(k * s.InputChannels + c) * 9 + tap] * x[((image * s.InputChannels + c) * s.Height + v) * s.Width + u];
                            }
                        if (options.Residual) sum += residual[at];
                        y[at] = options.Epilogue.Activation switch
                        {
                            Activation.Relu => Math.Max(sum, 0),
                            Activation.Clip => Math.Clamp(sum, options.Epilogue.Low, options.Epilogue.High),
                            Activation.LeakyRelu => sum < 0 ? sum * options.Epilogue.Low : sum,
                            _ => sum,
                        };
                    }
        return y;
    }

    private static float[] Normal(ConvolutionShape shape, ulong seed) => Normal(shape.Batch * shape.InputChannels * shape.Height * shape.Width, seed);

    private static float[] Weights(ConvolutionShape shape, ulong seed) => Normal(shape.OutputChannels * shape.InputChannels * 9, seed);

    private static float[] Normal(int count, ulong seed)
    {
        var stream = new RandomStream(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - stream.NextDouble())) * Math.Cos(2 * Math.PI * stream.NextDouble()));
        return values;
    }
}
