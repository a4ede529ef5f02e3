using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class ConvolutionPlanTests
{
    public static TheoryData<InstructionSet> Sets { get; } = [.. InstructionSets.Supported];

    public static IEnumerable<ConvolutionShape> Networks { get; } =
    [
        new() { Batch = 2, InputChannels = 1, Height = 28, Width = 28, OutputChannels = 20, KernelHeight = 5, KernelWidth = 5 },
        new() { Batch = 3, InputChannels = 20, Height = 12, Width = 12, OutputChannels = 50, KernelHeight = 5, KernelWidth = 5 },
        new() { Batch = 2, InputChannels = 16, Height = 32, Width = 32, OutputChannels = 16, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        new() { Batch = 9, InputChannels = 64, Height = 8, Width = 8, OutputChannels = 64, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        new() { Batch = 1, InputChannels = 100, Height = 14, Width = 14, OutputChannels = 200, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        new() { Batch = 1, InputChannels = 300, Height = 9, Width = 9, OutputChannels = 40, KernelHeight = 1, KernelWidth = 1 },
        new() { Batch = 2, InputChannels = 16, Height = 32, Width = 32, OutputChannels = 32, KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        new() { Batch = 2, InputChannels = 30, Height = 21, Width = 21, OutputChannels = 30, Groups = 30, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
        new() { Batch = 2, InputChannels = 30, Height = 24, Width = 24, OutputChannels = 30, Groups = 30, KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2, PadTop = 0, PadLeft = 0, PadBottom = 1, PadRight = 1 },
    ];

    private static readonly ConvolutionOptions everything = new() { Bias = true, Residual = true, Epilogue = Epilogue.Relu };

    [Theory]
    [MemberData(nameof(Sets))]
    public void Convolutions_of_known_networks_equal_the_definition(InstructionSet set)
    {
        ulong seed = 0;
        foreach (var shape in Networks)
        {
            foreach (bool constant in new[] { false, true })
                new ConvolutionCase(shape, set, seed++).CheckForward(everything with { ConstantWeights = constant });
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Random_convolutions_equal_the_definition(InstructionSet set)
    {
        for (ulong seed = 0; seed < 150; seed++)
        {
            var options = new ConvolutionOptions
            {
                ConstantWeights = seed % 2 == 0,
                Bias = seed % 3 == 0,
                Residual = seed % 5 == 0,
                Epilogue = (seed % 4) switch { 0 => Epilogue.None, 1 => Epilogue.Relu, 2 => Epilogue.Clip(-1, 3), _ => Epilogue.LeakyRelu(0.2f) },
            };
            new ConvolutionCase(ConvolutionCase.RandomShape(seed), set, seed).CheckForward(options);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tiles_give_the_same_bits_in_any_order(InstructionSet set)
    {
        foreach (var shape in Networks)
        {
            var convolution = new ConvolutionCase(shape, set, 3);
            Assert.Equal(convolution.Forward(everything), convolution.Forward(everything, shuffle: 8));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Not_a_number_reaches_only_the_outputs_that_see_it(InstructionSet set)
    {
        foreach (int groups in new[] { 1, 4 })
        {
            var shape = new ConvolutionShape { Batch = 1, InputChannels = 4, OutputChannels = 4, Groups = groups, Height = 9, Width = 9, KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
            var convolution = new ConvolutionCase(shape, set, 3);
            convolution.X[4 * 9 + 8] = float.NaN;
            float[] y = convolution.Forward(new() { Epilogue = Epilogue.Relu });
            for (int i = 0; i < y.Length; i++)
            {
                bool sees = Math.Abs(i / 9 % 9 - 4) <= 1 && i % 9 >= 7 && (groups == 1 || i < 81);
                Assert.Equal(sees, float.IsNaN(y[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Empty_convolutions_have_no_tiles_and_no_inputs_give_the_bias(InstructionSet set)
    {
        var shape = new ConvolutionShape { Batch = 1, InputChannels = 3, OutputChannels = 4, Height = 5, Width = 5, KernelHeight = 3, KernelWidth = 3 };
        Assert.Equal(0, ConvolutionPlan.Create(shape with { Batch = 0 }, ConvolutionOptions.Default, set).Tiles);
        Assert.Equal(0, ConvolutionPlan.Create(shape with { OutputChannels = 0 }, ConvolutionOptions.Default, set).Tiles);
        Assert.Equal(0, ConvolutionPlan.Create(shape with { Height = 2 }, ConvolutionOptions.Default, set).Tiles);
        new ConvolutionCase(shape with { InputChannels = 0 }, set, 1).CheckForward(new() { Bias = true });
    }

    [Fact]
    public void Groups_that_do_not_divide_the_channels_are_refused()
    {
        var shape = new ConvolutionShape { Batch = 1, InputChannels = 3, OutputChannels = 4, Groups = 2, Height = 5, Width = 5, KernelHeight = 3, KernelWidth = 3 };
        Assert.Throws<ArgumentException>(() => ConvolutionPlan.Create(shape, ConvolutionOptions.Default));
    }
}
