using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>What recognising passes find in the forms that exporters write, and what only looks like it.</summary>
public sealed class RecognitionTests
{
    private const double Bound = 1e-5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layer_normalisation_is_found_with_either_square_and_its_scale_and_bias(bool power)
    {
        Network network = LayerNorm(-1, power, epsilon: 1e-5f);
        AssertBecomes(network, "recognize-layer-normalization", ["LayerNormalization"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_mean_over_another_axis_is_no_layer_normalisation(int axis)
    {
        Network network = LayerNorm(axis, power: true, epsilon: 1e-5f);
        Assert.Empty(Run(network, "recognize-layer-normalization"));
    }

    [Fact]
    public void A_normalisation_whose_mean_is_of_something_else_stays()
    {
        var (network, b, x) = Start(2, 3, 8);
        Value d = b.Call("Sub", x, b.Call("ReduceMean", b.Call("Relu", x), b.Integers(-1)));
        Value variance = b.Call("ReduceMean", b.Call("Mul", d, d), b.Integers(-1));
        b.Output(b.Call("Div", d, b.Call("Sqrt", b.Call("Add", variance, b.Scalar(1e-5)))));
        Assert.Empty(Run(network, "recognize-layer-normalization"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gelu_is_found_wherever_the_half_stands(int form)
    {
        var (network, b, x) = Start(2, 5);
        Value sum = b.Call("Add", b.Call("Erf", b.Call("Div", x, b.Scalar(Math.Sqrt(2)))), b.Scalar(1));
        b.Output(form switch
        {
            0 => b.Call("Mul", b.Call("Mul", x, sum), b.Scalar(0.5)),
            1 => b.Call("Mul", b.Call("Mul", b.Scalar(0.5), x), sum),
            _ => b.Call("Mul", x, b.Call("Mul", sum, b.Scalar(0.5))),
        });
        AssertBecomes(network, "recognize-gelu", ["Gelu"]);
    }

    [Theory]
    [InlineData(0.5, 1.0, 1.5)]
    [InlineData(0.6, 1.0, 1.4142135623730951)]
    [InlineData(0.5, 1.1, 1.4142135623730951)]
    public void Other_numbers_make_no_gelu(double half, double one, double root)
    {
        var (network, b, x) = Start(2, 5);
        Value sum = b.Call("Add", b.Call("Erf", b.Call("Div", x, b.Scalar(root))), b.Scalar(one));
        b.Output(b.Call("Mul", b.Call("Mul", x, sum), b.Scalar(half)));
        Assert.Empty(Run(network, "recognize-gelu"));
    }

    [Fact]
    public void The_tanh_form_becomes_gelu_with_its_own_name()
    {
        var (network, b, x) = Start(2, 5);
        Value cubic = b.Call("Mul", b.Scalar(0.044715), b.Call("Mul", x, b.Call("Mul", x, x)));
        Value tanh = b.Call("Tanh", b.Call("Mul", b.Call("Add", x, cubic), b.Scalar(0.7978846)));
        b.Output(b.Call("Mul", b.Call("Mul", x, b.Call("Add", b.Scalar(1), tanh)), b.Scalar(0.5)));
        AssertBecomes(network, "recognize-gelu", ["Gelu"]);
        Assert.Equal("tanh", network.Graph.Nodes[0].Attributes.Text("approximate", ""));
    }

    [Fact]
    public void A_sigmoid_of_something_else_is_no_swish()
    {
        var (network, b, x) = Start(2, 5);
        b.Output(b.Call("Mul", x, b.Call("Sigmoid", b.Call("Relu", x))));
        Assert.Empty(Run(network, "recognize-gated-activations"));
    }

    [Fact]
    public void A_scaled_sigmoid_becomes_swish_with_its_factor()
    {
        var (network, b, x) = Start(2, 5);
        b.Output(b.Call("Mul", b.Call("Sigmoid", b.Call("Mul", x, b.Scalar(1.702))), x));
        AssertBecomes(network, "recognize-gated-activations", ["Swish"]);
        Assert.Equal(1.702f, network.Graph.Nodes[0].Attributes.Float("alpha", 1));
    }

    [Fact]
    public void Clip_to_other_limits_is_no_hard_swish()
    {
        var (network, b, x) = Start(2, 5);
        b.Output(b.Call("Div", b.Call("Mul", x, b.Call("Clip", b.Call("Add", x, b.Scalar(3)), b.Scalar(0), b.Scalar(5))), b.Scalar(6)));
        Assert.Empty(Run(network, "recognize-gated-activations"));
    }

    [Fact]
    public void Attention_is_found_where_the_operator_is_offered()
    {
        if (OperatorTable.Find(OperatorId.Onnx("Attention")) is null) Assert.Skip("needs the operator Attention");
        foreach (bool masked in (bool[])[false, true])
        {
            var (network, b, q) = Start(2, 3, 4, 8);
            Value k = b.Input("k", ElementType.Float32, 2, 3, 5, 8), v = b.Input("v", ElementType.Float32, 2, 3, 5, 6);
            Value scores = b.Call("Div", b.Call("MatMul", q, b.Call("Transpose", [k], ("perm", new[] { 0, 1, 3, 2 }))), b.Scalar(Math.Sqrt(8)));
            if (masked) scores = b.Call("Add", scores, b.Constant(Networks.Sample(9, 4, 5), "mask"));
            b.Output(b.Call("MatMul", b.Call("Softmax", [scores], ("axis", -1)), v));
            DenseTensor[] inputs = [Networks.Sample(1, 2, 3, 4, 8), Networks.Sample(2, 2, 3, 5, 8), Networks.Sample(3, 2, 3, 5, 6)];
            DenseTensor before = ReferenceEvaluator.Run(network.Graph, inputs)[0];
            Assert.Single(Run(network, "recognize-attention"));
            Assert.Equal(["Attention"], Networks.Operators(network));
            Assert.True(Networks.Distance(before, ReferenceEvaluator.Run(network.Graph, inputs)[0]) < Bound);
        }
    }

    private static Network LayerNorm(int axis, bool power, float epsilon)
    {
        var (network, b, x) = Start(2, 3, 8);
        Value axes = b.Integers(axis), d = b.Call("Sub", x, b.Call("ReduceMean", x, axes));
        Value square = power ? b.Call("Pow", d, b.Scalar(2)) : b.Call("Mul", d, d);
        Value y = b.Call("Div", d, b.Call("Sqrt", b.Call("Add", b.Call("ReduceMean", square, axes), b.Scalar(epsilon))));
        b.Output(b.Call("Add", b.Call("Mul", y, b.Constant(Networks.Sample(5, 8), "scale")), b.Constant(Networks.Sample(6, 8), "bias")));
        return network;
    }

    private static void AssertBecomes(Network network, string pass, string[] operators)
    {
        DenseTensor sample = Networks.Sample(4, network.Graph.Inputs[0].Shape!.ToShape().ToArray()), before = Networks.Run(network, sample);
        Assert.Single(Run(network, pass));
        network.Graph.Check();
        Assert.Equal(operators, Networks.Operators(network));
        Assert.True(Networks.Distance(before, Networks.Run(network, sample)) < Bound);
    }

    private static IReadOnlyList<PassResult> Run(Network network, string pass) => PassTable.Run(network, PassSettings.Default, out _, [PassTable.Find(pass)!]);

    private static (Network Network, GraphBuilder Builder, Value X) Start(params int[] shape)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        return (network, builder, builder.Input("x", ElementType.Float32, Array.ConvertAll(shape, s => (Dimension)s)));
    }
}
