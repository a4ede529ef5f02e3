using Frugal.Graphs;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Operators;

/// <summary>Weight expressions against their written formulas and published checks.</summary>
public sealed class WeightExpressionTests
{
    private static readonly DenseTensor Weights = DenseTensor.Vector(1.0, -2, 3, -4), Gradient = DenseTensor.Vector(0.1, 0.2, 0.3, 0.4);

    [Theory]
    [InlineData("masked", new[] { 0.1, 0, 0.3, 0 })]
    [InlineData("straight-through", new[] { 0.1, 0.2, 0.3, 0.4 })]
    public void The_gradient_of_a_mask_follows_its_rule(string rule, double[] expected)
    {
        DenseTensor mask = TensorValues.FromLongs(ElementType.Bool, new Shape(4), [1, 0, 1, 0]);
        var (output, gradients) = Differentiate("Mask", [Weights, mask], Gradient, [0], ("gradient", rule));
        Assert.Equal([1, 0, 3, 0], output.Span<double>().ToArray());
        Assert.Equal(expected, gradients[0].Span<double>().ToArray());
    }

    [Fact]
    public void A_masked_weight_is_positive_zero_whatever_it_was()
    {
        DenseTensor w = DenseTensor.Vector(-1f, float.NaN, float.NegativeInfinity), mask = DenseTensor.Zeros(ElementType.Bool, new Shape(3));
        DenseTensor masked = Differentiate("Mask", [w, mask], null, []).Output;
        Assert.All(masked.Span<float>().ToArray(), v => Assert.Equal(0, BitConverter.SingleToInt32Bits(v)));
    }

    // Han, Mao, Dally 2016, "Deep Compression", figure 3; sums computed by hand.
    [Fact]
    public void The_gradient_of_a_codebook_sums_over_each_group()
    {
        DenseTensor codebook = DenseTensor.Vector(-1.0, 0, 1.5, 2), indices = TensorValues.FromLongs(ElementType.UInt8, new Shape(4, 4),
            [3, 0, 2, 1, 1, 1, 0, 3, 0, 3, 1, 0, 3, 1, 2, 2]);
        var dW = DenseTensor.From([-.03, -.01, .03, .02, -.01, .01, -.02, .12, -.01, .02, .04, .01, -.07, -.02, .01, -.02], new Shape(4, 4));
        var (output, gradients) = Differentiate("Lookup", [codebook, indices], dW, [0]);
        Assert.Equal([2, -1, 1.5, 0, 0, 0, -1, 2, -1, 2, 0, -1, 2, 0, 1.5, 1.5], output.Span<double>().ToArray());
        AssertClose([-0.03, 0.04, 0.02, 0.04], gradients[0], 1e-9);
    }

    [Fact]
    public void A_fixed_zero_entry_gets_no_gradient()
    {
        DenseTensor codebook = DenseTensor.Vector(0.0, 5, 7), indices = DenseTensor.Vector<byte>(0, 1, 0, 2, 1);
        var (_, gradients) = Differentiate("Lookup", [codebook, indices], DenseTensor.Vector(1.0, 2, 4, 8, 16), [0], ("fixed_zero", 1));
        AssertClose([0, 18, 8], gradients[0], 0);
    }

    // Learned step size quantization: values computed from the formula of Esser et al. 2020.
    [Fact]
    public void The_gradient_of_a_learned_step_follows_its_formula()
    {
        double[] v = [-3, -.9, -.26, .1, .4, .74, 1.3, 9];
        double[] ones = [1, 1, 1, 1, 1, 1, 1, 1];
        var (_, gradients) = Differentiate("FakeQuantize", [DenseTensor.Vector(v), DenseTensor.Scalar(0.5)], DenseTensor.Vector(ones), [0, 1], ("bits", 3));
        AssertClose([0, 1, 1, 1, 1, 1, 1, 0], gradients[0], 0);
        AssertClose([-1.76 * 0.2041241452], gradients[1], 1e-9); // 1 / √(8 · 3)
        (_, gradients) = Differentiate("FakeQuantize", [DenseTensor.Vector(v), DenseTensor.Scalar(0.5)], DenseTensor.Vector(ones), [1], ("bits", 3), ("scale_gradient_factor", 1f));
        AssertClose([-1.76], gradients[0], 1e-9);
    }

    [Theory]
    [InlineData("straight-through", new double[] { 0, 1, 1, 1, 0 })]
    [InlineData("learned-step", new double[] { 0, 0, 1, 0, 0 })]
    public void The_ends_of_the_range_are_inside_for_straight_through_only(string rule, double[] expected)
    {
        DenseTensor x = DenseTensor.Vector(-2.5, -2, 0.3, 1.5, 1.6), one = DenseTensor.Vector(1.0, 1, 1, 1, 1);
        var (_, gradients) = Differentiate("FakeQuantize", [x, DenseTensor.Scalar(0.5)], one, [0], ("bits", 3), ("gradient", rule));
        AssertClose(expected, gradients[0], 0);
    }

    [Fact]
    public void Rounding_is_to_even_before_the_zero_point_and_saturates()
    {
        DenseTensor x = DenseTensor.Vector(-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f, 126.5f, 127.5f, 1e30f, float.NegativeInfinity, float.NaN), one = DenseTensor.Scalar(1f);
        Assert.Equal([-2, -2, 0, 0, 2, 2, 126, 127, 127, -128, -128], Onnx("QuantizeLinear", x, one, DenseTensor.Scalar<sbyte>(0)).ToLongs());
        Assert.Equal([0, 0, 0, 0, 2, 2, 126, 128, 255, 0, 0], Onnx("QuantizeLinear", x, one).ToLongs());
        Assert.Equal([1, 1, 3, 3, 5, 5, 129, 131, 255, 0, 0], Onnx("QuantizeLinear", x, one, DenseTensor.Scalar<byte>(3)).ToLongs());
    }

    [Fact]
    public void Every_quantized_value_returns_to_itself()
    {
        DenseTensor q = DenseTensor.Vector([.. Enumerable.Range(0, 256).Select(i => (byte)i)]), zero = DenseTensor.Scalar<byte>(64);
        foreach (float scale in new[] { 0.015686275f, 0.1f, 3.3f, 1e-20f })
        {
            DenseTensor s = DenseTensor.Scalar(scale);
            Assert.Equal(q.ToLongs(), Onnx("QuantizeLinear", Onnx("DequantizeLinear", q, s, zero), s, zero).ToLongs());
        }
    }

    [Fact]
    public void Division_by_the_scale_is_rounded_to_float32()
    {
        // 0.7f / 0.2f is 3.4999998 in float64 and the tie 3.5 in float32, which goes to 4.
        Assert.True((double)0.7f / 0.2f < 3.5);
        Assert.Equal([4], Onnx("QuantizeLinear", DenseTensor.Vector(0.7f), DenseTensor.Scalar(0.2f)).ToLongs());
    }

    [Fact]
    public void Binarize_calls_zero_positive_and_its_gradient_has_a_closed_window()
    {
        DenseTensor x = DenseTensor.Vector(0, -0.0, 1, -1, 1.5, -1.5, -0.2), g = DenseTensor.Vector(1.0, 2, 3, 4, 5, 6, 7);
        var (output, gradients) = Differentiate("Binarize", [x], g, [0]);
        Assert.Equal([1, 1, 1, -1, 1, -1, -1], output.Span<double>().ToArray());
        Assert.Equal([1, 2, 3, 4, 0, 0, 7], gradients[0].Span<double>().ToArray());
    }

    // Zhu, Han, Mao, Dally 2017, with the sign of the second scale's gradient that finite differences require.
    [Fact]
    public void Ternarize_and_its_gradients_follow_trained_ternary_quantization()
    {
        DenseTensor w = DenseTensor.Vector(0.9, -0.02, 0.4, -0.8, 0.03, -0.3, 1.0, -0.06), g = DenseTensor.Vector(.1, .2, -.3, .4, .5, -.6, .7, -.8);
        var (output, gradients) = Differentiate("Ternarize", [w, DenseTensor.Scalar(0.05), DenseTensor.Scalar(0.7), DenseTensor.Scalar(0.5)], g, [0, 2, 3]);
        AssertClose([.7, 0, .7, -.5, 0, -.5, .7, -.5], output, 0);
        AssertClose([.07, .2, -.21, .2, .5, -.3, .49, -.4], gradients[0], 1e-15);
        AssertClose([0.5], gradients[1], 1e-15);
        AssertClose([1.0], gradients[2], 1e-15);
    }

    [Fact]
    public void A_dequantized_weight_gives_its_scale_the_sum_of_its_levels()
    {
        DenseTensor q = TensorValues.FromLongs(ElementType.Int8, new Shape(2, 3), [1, -2, 3, 4, 5, -6]);
        var builder = new GraphBuilder(new Graph());
        Value scale = builder.Graph.AddInput("scale", ElementType.Float64, new SymbolicShape(2));
        Value w = builder.Call("DequantizeLinear", [builder.Constant(q), scale], ("axis", 0));
        Value loss = builder.Call("ReduceSum", [w], ("keepdims", 0));
        Value gradient = Gradients.Append(new Network(builder.Graph), loss, [scale]).Of[scale]!;
        builder.Output(gradient);
        Assert.Equal([2, 3], ReferenceEvaluator.Run(builder.Graph, [DenseTensor.Vector(0.1, 0.2)])[0].Span<double>().ToArray());
    }

    private static DenseTensor Onnx(string op, params DenseTensor[] inputs)
    {
        var graph = new Graph();
        var builder = new GraphBuilder(graph);
        builder.Output(builder.Call(op, [.. inputs.Select((t, i) => graph.AddInput($"x{i}", t.Type, SymbolicShape.Of(t.Shape)))]));
        return ReferenceEvaluator.Run(graph, inputs)[0];
    }

    // The output, and the gradients of some inputs when the given tensor arrives at the output.
    private static (DenseTensor Output, DenseTensor[] Gradients) Differentiate(
        string op, DenseTensor[] inputs, DenseTensor? outputGradient, int[] sources, params (string, object)[] attributes)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value[] values = [.. inputs.Select((t, i) => network.Graph.AddInput($"x{i}", t.Type, SymbolicShape.Of(t.Shape)))];
        Value output = builder.CallFrugal(op, values, attributes);
        builder.Output(output);
        if (outputGradient is not null)
        {
            Value product = builder.Call("Mul", output, builder.Constant(outputGradient));
            Value loss = builder.Call("ReduceSum", [product], ("keepdims", 0));
            GradientResult result = Gradients.Append(network, loss, [.. sources.Select(i => values[i])]);
            foreach (int i in sources) builder.Output(result.Of[values[i]]!);
        }
        DenseTensor[] results = ReferenceEvaluator.Run(network.Graph, inputs);
        return (results[0], results[1..]);
    }

    private static void AssertClose(double[] expected, DenseTensor actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual.ToDoubles()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
