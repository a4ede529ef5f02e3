using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Values from the ONNX operator documentation, and what the definition leaves open.</summary>
public sealed class PoolingTests
{
    private static readonly int[] Kernel3 = [3, 3], Kernel5 = [5, 5], Pads2 = [2, 2, 2, 2], Stride2 = [2, 2];

    [Fact]
    public void Maxima_of_padded_windows_and_their_indices()
    {
        DenseTensor[] y = SingleNode.Run(
            OperatorId.Onnx("MaxPool"), [SingleNode.Counting(1, 1, 1, 5, 5)], 2, NodeAttributes.Of(("kernel_shape", Kernel5), ("pads", Pads2)));
        double[] expected = [13, 14, 15, 15, 15, 18, 19, 20, 20, 20, 23, 24, 25, 25, 25, 23, 24, 25, 25, 25, 23, 24, 25, 25, 25];
        Assert.Equal(expected, y[0].ToDoubles());
        Assert.Equal(expected.Select(v => (long)v - 1), y[1].ToLongs());
    }

    [Fact]
    public void Indices_count_column_by_column_when_asked_for()
    {
        DenseTensor[] y = SingleNode.Run(
            OperatorId.Onnx("MaxPool"), [SingleNode.Counting(1, 1, 1, 5, 5)], 2,
            NodeAttributes.Of(("kernel_shape", Stride2), ("strides", Stride2), ("storage_order", 1)));
        Assert.Equal([7, 9, 17, 19], y[0].ToDoubles());
        Assert.Equal([6, 16, 8, 18], y[1].ToLongs());
    }

    [Fact]
    public void Indices_count_through_samples_and_channels()
    {
        DenseTensor[] y = SingleNode.Run(OperatorId.Onnx("MaxPool"), [SingleNode.Counting(1, 2, 2, 2, 2)], 2, NodeAttributes.Of(("kernel_shape", Stride2)));
        Assert.Equal([3, 7, 11, 15], y[1].ToLongs());
        DenseTensor[] training = SingleNode.Run(
            OperatorId.Frugal("MaxPoolWithIndices"), [SingleNode.Counting(1, 2, 2, 2, 2)], 2, NodeAttributes.Of(("kernel_shape", Stride2)));
        Assert.Equal([3, 3, 3, 3], training[1].ToLongs());
    }

    [Theory]
    [InlineData("MaxPool", new double[] { 11, 12, 15, 16 })]
    [InlineData("AveragePool", new[] { 6, 7.5, 12, 13.5 })]
    public void Rounding_up_adds_a_last_incomplete_window(string op, double[] expected) => Assert.Equal(
        expected, SingleNode.Run(op, [SingleNode.Counting(1, 1, 1, 4, 4)], ("kernel_shape", Kernel3), ("strides", Stride2), ("ceil_mode", 1)).ToDoubles());

    [Fact]
    public void A_last_window_that_would_begin_in_the_padding_does_not_count()
    {
        DenseTensor y = SingleNode.Run(
            "MaxPool", [SingleNode.Counting(1, 1, 1, 2, 2)], ("kernel_shape", Kernel3), ("strides", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }), ("ceil_mode", 1));
        Assert.Equal(new Shape(1, 1, 1, 1), y.Shape);
        Assert.Equal([4], y.ToDoubles());
    }

    [Fact]
    public void Dilated_windows_skip_elements() => Assert.Equal(
        [11, 12, 15, 16],
        SingleNode.Run("MaxPool", [SingleNode.Counting(1, 1, 1, 4, 4)], ("kernel_shape", Stride2), ("dilations", Stride2)).ToDoubles());

    [Fact]
    public void Means_leave_padding_out_unless_it_is_counted()
    {
        DenseTensor x = SingleNode.Counting(1, 1, 1, 5, 5);
        double[] without = SingleNode.Run("AveragePool", [x], ("kernel_shape", Kernel5), ("pads", Pads2)).ToDoubles();
        double[] with = SingleNode.Run("AveragePool", [x], ("kernel_shape", Kernel5), ("pads", Pads2), ("count_include_pad", 1)).ToDoubles();
        AssertClose([7, 7.5, 8, 8.5, 9, 9.5, 10, 10.5, 11, 11.5], without[..10]);
        AssertClose([2.52, 3.6, 4.8, 4.08, 3.24, 4.56, 6.4, 8.4, 7.04, 5.52], with[..10]);
    }

    [Fact]
    public void Automatic_padding_gives_the_published_means() => AssertClose(
        [4, 5.5, 7, 11.5, 13, 14.5, 19, 20.5, 22],
        SingleNode.Run("AveragePool", [SingleNode.Counting(1, 1, 1, 5, 5)], ("kernel_shape", Kernel3), ("strides", Stride2), ("auto_pad", "SAME_UPPER")).ToDoubles());

    [Fact]
    public void The_first_of_equal_maxima_receives_the_gradient()
    {
        DenseTensor x = SingleNode.Doubles([1, 1, 2, 2], 5, 5, 5, 5);
        DenseTensor[] y = SingleNode.Run(OperatorId.Frugal("MaxPoolWithIndices"), [x], 2, NodeAttributes.Of(("kernel_shape", Stride2)));
        DenseTensor dx = SingleNode.Run(OperatorId.Frugal("MaxPoolGradient"), [SingleNode.Doubles([1, 1, 1, 1], 2), y[1], x])[0];
        Assert.Equal([2, 0, 0, 0], dx.ToDoubles());
    }

    [Fact]
    public void A_window_with_a_nan_gives_nan() => Assert.Equal(
        [double.NaN], SingleNode.Run("MaxPool", [SingleNode.Doubles([1, 1, 3], 1, double.NaN, 7)], ("kernel_shape", new[] { 3 })).ToDoubles());

    [Fact]
    public void Integers_are_pooled_too()
    {
        DenseTensor y = SingleNode.Run("MaxPool", [DenseTensor.From(new byte[] { 3, 200, 7 }, new Shape(1, 1, 3))], ("kernel_shape", new[] { 2 }));
        Assert.Equal(ElementType.UInt8, y.Type);
        Assert.Equal([200, 200], y.ToLongs());
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
