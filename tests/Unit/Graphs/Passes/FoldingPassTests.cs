using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>What folding, merging and removing passes must not rewrite, and hand-made cases of what they must.</summary>
public sealed class FoldingPassTests
{
    [Fact]
    public void A_summand_before_a_padded_convolution_stays()
    {
        var (network, b, x) = Start();
        b.Output(Convolve(b, b.Call("Add", x, b.Constant(Networks.Sample(1, 3, 1, 1))), pads: 1));
        AssertUntouched(network, "fold-input-factors");
    }

    [Fact]
    public void A_factor_before_a_padded_convolution_goes_into_its_weights()
    {
        var (network, b, x) = Start();
        b.Output(Convolve(b, b.Call("Mul", x, b.Constant(Networks.Sample(1, 3, 1, 1))), pads: 1));
        AssertBecomes(network, "fold-input-factors", ["Conv"], 1e-5);
    }

    [Fact]
    public void A_factor_that_differs_by_position_stays()
    {
        var (network, b, x) = Start();
        b.Output(b.Call("Mul", Convolve(b, x, pads: 1), b.Constant(Networks.Sample(1, 4, 6, 6))));
        AssertUntouched(network, "fold-channel-factors");
    }

    [Fact]
    public void A_factor_that_widens_the_output_stays()
    {
        var (network, b, x) = Start();
        b.Output(b.Call("Mul", Convolve(b, x, pads: 1), b.Constant(Networks.Sample(1, 2, 1, 4, 1, 1))));
        AssertUntouched(network, "fold-channel-factors");
    }

    [Fact]
    public void Division_of_a_constant_by_a_layer_stays()
    {
        var (network, b, x) = Start();
        b.Output(b.Call("Div", b.Constant(Networks.Sample(1, 4, 1, 1)), Convolve(b, x, pads: 1)));
        AssertUntouched(network, "fold-channel-factors");
    }

    // The published conversion of the autoencoder lost the layer's own bias: (b − mean)·s + β, not β − mean·s.
    [Fact]
    public void A_matrix_product_with_a_bias_takes_a_normalisation_with_that_bias()
    {
        var (network, b, _) = Start();
        Value rows = b.Input("rows", ElementType.Float32, Dimension.Named("N"), 5);
        Value y = b.Call("Add", b.Call("MatMul", rows, b.Constant(Networks.Sample(1, 5, 4))), b.Constant(Networks.Sample(2, 4)));
        y = b.Call("BatchNormalization", y, b.Constant(Networks.Sample(3, 4)), b.Constant(Networks.Sample(4, 4)), b.Constant(Networks.Sample(5, 4)), b.Constant(Networks.Sample(6, 0.5f, 2, 4)));
        b.Output(y);
        DenseTensor[] inputs = [Networks.Sample(7, 2, 3, 6, 6), Networks.Sample(8, 3, 5)];
        DenseTensor before = ReferenceEvaluator.Run(network.Graph, inputs)[0];
        PassTable.Run(network, PassSettings.Default, out Network simple);
        Assert.Equal(["Gemm"], Networks.Operators(simple));
        Assert.True(Networks.Distance(before, ReferenceEvaluator.Run(simple.Graph, inputs)[0]) < 1e-5);
    }

    [Fact]
    public void A_bias_that_widens_a_product_makes_no_gemm()
    {
        var (network, b, _) = Start();
        Value rows = b.Input("rows", ElementType.Float32, 1, 5);
        b.Output(b.Call("Add", b.Call("MatMul", rows, b.Constant(Networks.Sample(1, 5, 4))), b.Constant(Networks.Sample(2, 3, 4))));
        Assert.Empty(Run(network, "matmul-add-to-gemm"));
    }

    [Fact]
    public void A_product_of_three_axes_makes_no_gemm()
    {
        var (network, b, _) = Start();
        Value rows = b.Input("rows", ElementType.Float32, 2, 3, 5);
        b.Output(b.Call("Add", b.Call("MatMul", rows, b.Constant(Networks.Sample(1, 5, 4))), b.Constant(Networks.Sample(2, 4))));
        Assert.Empty(Run(network, "matmul-add-to-gemm"));
    }

    [Theory]
    [InlineData("Conv", 1.0, "constant")]
    [InlineData("Conv", 0.0, "edge")]
    [InlineData("MaxPool", 0.0, "constant")]
    [InlineData("AveragePool", 2.0, "constant")]
    public void Padding_that_a_window_does_not_do_by_itself_stays(string op, double filling, string mode)
    {
        var (network, b, x) = Start();
        b.Output(Windowed(b, b.Call("Pad", [x, b.Integers(0, 0, 1, 1, 0, 0, 1, 1), b.Scalar(filling)], ("mode", mode)), op));
        AssertUntouched(network, "fold-padding");
    }

    [Theory]
    [InlineData("Conv", 0.0)]
    [InlineData("AveragePool", 0.0)]
    [InlineData("MaxPool", double.NegativeInfinity)]
    public void Padding_that_a_window_does_by_itself_goes_into_it(string op, double filling)
    {
        var (network, b, x) = Start();
        b.Output(Windowed(b, b.Call("Pad", x, b.Integers(0, 0, 1, 0, 0, 0, 1, 1), b.Scalar(filling)), op));
        AssertBecomes(network, "fold-padding", [op], 0);
    }

    [Fact]
    public void Padded_channels_stay()
    {
        var (network, b, x) = Start();
        b.Output(b.Call("Conv", b.Call("Pad", x, b.Integers(0, 1, 0, 0, 0, 0, 0, 0)), b.Constant(Networks.Sample(1, 4, 4, 3, 3))));
        AssertUntouched(network, "fold-padding");
    }

    [Fact]
    public void A_shape_that_something_else_reads_stays()
    {
        var (network, b, x) = Start();
        Value rows = b.Call("Reshape", x, b.Integers(0, 3, -1));
        b.Output(b.Call("Reshape", rows, b.Integers(0, 3, 6, 6)), b.Call("Relu", rows));
        AssertUntouched(network, "merge-reshapes");
    }

    [Fact]
    public void A_change_of_shape_and_back_around_an_activation_goes()
    {
        var (network, b, x) = Start();
        Value rows = b.Call("Relu", b.Call("Reshape", x, b.Integers(0, 3, -1)));
        b.Output(b.Call("Reshape", rows, b.Integers(0, 3, 6, 6)));
        AssertBecomes(network, "merge-reshapes", ["Relu"], 0);
    }

    [Fact]
    public void Orders_that_undo_each_other_go_and_an_operand_with_axes_of_its_own_keeps_them()
    {
        var (network, b, x) = Start();
        Value Swap(Value v, params int[] order) => b.Call("Transpose", [v], ("perm", order));
        b.Output(Swap(b.Call("Sigmoid", Swap(x, 0, 2, 3, 1)), 0, 3, 1, 2), Swap(b.Call("Add", Swap(x, 0, 2, 3, 1), b.Constant(Networks.Sample(1, 3))), 0, 3, 1, 2));
        AssertBecomes(network, "merge-transposes", ["Transpose", "Sigmoid", "Add", "Transpose"], 0, sorted: true);
    }

    [Theory]
    [InlineData("Add", -1.0)]
    [InlineData("Mul", 0.0)]
    [InlineData("Pow", 2.0)]
    public void Numbers_that_change_something_stay(string op, double number)
    {
        var (network, b, x) = Start();
        b.Output(b.Call("Relu", b.Call(op, x, b.Scalar(number))));
        AssertUntouched(network, "remove-identities");
    }

    [Fact]
    public void Adding_zeros_of_a_larger_shape_stays()
    {
        var (network, b, x) = Start();
        b.Output(b.Call("Relu", b.Call("Add", x, b.Constant(DenseTensor.Zeros(ElementType.Float32, new Shape(2, 1, 1, 1, 1))))));
        AssertUntouched(network, "remove-identities");
    }

    [Fact]
    public void A_slice_that_walks_backwards_stays()
    {
        var (network, b, x) = Start();
        b.Output(b.Call("Relu", b.Call("Slice", x, b.Integers(-1), b.Integers(long.MinValue + 1), b.Integers(3), b.Integers(-1))));
        AssertUntouched(network, "remove-identities");
    }

    [Fact]
    public void Random_nodes_and_nodes_with_other_attributes_are_not_merged()
    {
        var (network, b, x) = Start();
        Value Soft(int axis) => b.Call("Softmax", [x], ("axis", axis));
        Value kept = b.Call("Add", Soft(1), Soft(3));
        b.Output(b.Call("Add", kept, b.Call("Add", Soft(1), b.Call("Identity", Soft(3)))));
        Assert.Equal(2, Run(network, "merge-equal-nodes").Single().Rewrites);
        Assert.Equal(["Softmax", "Softmax", "Add", "Identity", "Add", "Add"], Networks.Operators(network));
    }

    [Fact]
    public void Equal_initializers_become_one_but_a_shape_apart_they_stay()
    {
        var (network, b, x) = Start();
        Value first = b.Constant(Networks.Sample(1, 3, 1, 1)), second = b.Constant(Networks.Sample(1, 3, 1, 1)), third = b.Constant(Networks.Sample(1, 1, 3, 1, 1));
        b.Output(b.Call("Mul", b.Call("Add", b.Call("Mul", x, first), second), third));
        Assert.Equal(1, Run(network, "merge-initializers").Single().Rewrites);
        Assert.Equal(2, network.Graph.Initializers.Count());
    }

    [Fact]
    public void Denormal_weights_become_zero_and_the_smallest_normal_ones_stay()
    {
        var (network, b, x) = Start();
        float[] weights = [1e-39f, float.MinValue, 1.17549435e-38f, -1e-45f, 0, 1];
        Value w = b.Constant(DenseTensor.From(weights, new Shape(6)), "w");
        b.Output(b.Call("Mul", x, w));
        Assert.Equal(2, Run(network, "flush-denormals").Single().Rewrites);
        Assert.Equal([0, float.MinValue, 1.17549435e-38f, 0, 0, 1], w.Constant!.Span<float>().ToArray());
        Assert.Equal(1e-39f, weights[0]);
    }

    private static Value Convolve(GraphBuilder b, Value x, int pads) =>
        b.Call("Conv", [x, b.Constant(Networks.Sample(10, 4, 3, 3, 3), "w"), b.Constant(Networks.Sample(11, 4), "b")], ("pads", new[] { pads, pads, pads, pads }));

    private static Value Windowed(GraphBuilder b, Value x, string op) => op == "Conv"
        ? b.Call("Conv", x, b.Constant(Networks.Sample(10, 4, 3, 3, 3), "w"))
        : b.Call(op, [x], ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }));

    private static void AssertUntouched(Network network, string pass)
    {
        string[] before = Networks.Operators(network);
        Assert.Empty(Run(network, pass));
        Assert.Equal(before, Networks.Operators(network));
    }

    private static void AssertBecomes(Network network, string pass, string[] operators, double bound, bool sorted = false)
    {
        DenseTensor sample = Networks.Sample(7, 2, 3, 6, 6);
        DenseTensor[] before = ReferenceEvaluator.Run(network.Graph, [sample]);
        Assert.Single(Run(network, pass));
        network.Graph.Check();
        string[] found = Networks.Operators(network);
        if (sorted) (operators, found) = ([.. operators.Order(StringComparer.Ordinal)], [.. found.Order(StringComparer.Ordinal)]);
        Assert.Equal(operators, found);
        DenseTensor[] after = ReferenceEvaluator.Run(network.Graph, [sample]);
        for (int i = 0; i < before.Length; i++) Assert.True(Networks.Distance(before[i], after[i]) <= bound, $"moved by {Networks.Distance(before[i], after[i])}");
    }

    private static IReadOnlyList<PassResult> Run(Network network, string pass) => PassTable.Run(network, PassSettings.Default, out _, [PassTable.Find(pass)!]);

    private static (Network Network, GraphBuilder Builder, Value X) Start()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        return (network, builder, builder.Input("x", ElementType.Float32, Dimension.Named("N"), 3, 6, 6));
    }
}
