using Frugal.Kernels;
using Xunit;

namespace Frugal.Tests.Kernels;

public sealed class ConvolutionGradientPlanTests
{
    public static TheoryData<InstructionSet> Sets { get; } = [.. InstructionSets.Supported];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Gradients_of_convolutions_of_known_networks_equal_the_definition(InstructionSet set)
    {
        ulong seed = 0;
        foreach (var shape in ConvolutionPlanTests.Networks) new ConvolutionCase(shape, set, seed++).CheckGradients();
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Gradients_of_random_convolutions_equal_the_definition(InstructionSet set)
    {
        for (ulong seed = 0; seed < 150; seed++) new ConvolutionCase(ConvolutionCase.RandomShape(seed), set, seed).CheckGradients();
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Gradients_equal_the_definition_where_most_of_dY_is_zero(InstructionSet set)
    {
        ulong seed = 0;
        foreach (var shape in ConvolutionPlanTests.Networks) new ConvolutionCase(shape, set, seed++, gradientDensity: 0.2).CheckGradients();
        for (; seed < 150; seed++) new ConvolutionCase(ConvolutionCase.RandomShape(seed), set, seed, gradientDensity: seed % 3 * 0.1).CheckGradients();
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tiles_give_the_same_bits_in_any_order_where_most_of_dY_is_zero(InstructionSet set)
    {
        foreach (var shape in ConvolutionPlanTests.Networks)
        {
            var convolution = new ConvolutionCase(shape, set, 3, gradientDensity: 0.2);
            var (dx, dw, _) = convolution.Gradients(ConvolutionGradients.All);
            var shuffled = convolution.Gradients(ConvolutionGradients.All, shuffle: 8);
            Assert.Equal(dx, shuffled.X);
            Assert.Equal(dw, shuffled.W);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Tiles_give_the_same_bits_in_any_order(InstructionSet set)
    {
        foreach (var shape in ConvolutionPlanTests.Networks)
        {
            var convolution = new ConvolutionCase(shape, set, 3);
            var (dx, dw, db) = convolution.Gradients(ConvolutionGradients.All);
            var shuffled = convolution.Gradients(ConvolutionGradients.All, shuffle: 8);
            Assert.Equal(dx, shuffled.X);
            Assert.Equal(dw, shuffled.W);
            Assert.Equal(db, shuffled.Bias);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Only_the_gradients_that_are_wanted_are_written(InstructionSet set)
    {
        var convolution = new ConvolutionCase(ConvolutionCase.RandomShape(7), set, 3);
        var all = convolution.Gradients(ConvolutionGradients.All);
        foreach (var wanted in new[] { ConvolutionGradients.Input, ConvolutionGradients.Weights, ConvolutionGradients.Bias })
        {
            var (dx, dw, db) = convolution.Gradients(wanted);
            Assert.Equal(wanted == ConvolutionGradients.Input ? all.X : [.. dx.Select(_ => float.NaN)], dx);
            Assert.Equal(wanted == ConvolutionGradients.Weights ? all.W : [.. dw.Select(_ => float.NaN)], dw);
            Assert.Equal(wanted == ConvolutionGradients.Bias ? all.Bias : [.. db.Select(_ => float.NaN)], db);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Gradients_of_a_convolution_without_outputs_are_zero(InstructionSet set)
    {
        var shape = new ConvolutionShape { Batch = 2, InputChannels = 3, OutputChannels = 4, Height = 2, Width = 5, KernelHeight = 3, KernelWidth = 3 };
        var (dx, dw, db) = new ConvolutionCase(shape, set, 3).Gradients(ConvolutionGradients.All);
        Assert.All(dx, value => Assert.Equal(0, value));
        Assert.All(dw, value => Assert.Equal(0, value));
        Assert.All(db, value => Assert.Equal(0, value));
    }
}
