using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

public sealed class FoldBatchNormalizationTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void A_convolution_takes_the_normalisation_into_weights_and_bias(int groups, bool bias) => AssertFolds(
        "Conv", [2, 4, 5, 5], [6, 4 / groups, 3, 3], channels: 6, bias ? [6] : null, ("group", groups), ("pads", new[] { 1, 0, 1, 0 }));

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_transposed_convolution_takes_it_too(int groups, bool bias) => AssertFolds(
        "ConvTranspose", [2, 4, 4, 4], [4, 6 / groups, 3, 2], channels: 6, bias ? [6] : null, ("group", groups), ("strides", new[] { 2, 1 }));

    [Theory]
    [InlineData(0, 1f, 1f)]
    [InlineData(1, 1f, 1f)]
    [InlineData(1, 0.5f, 3f)]
    public void A_dense_layer_takes_it_with_its_own_bias_and_factors(int transposed, float alpha, float beta)
    {
        int[] weight = transposed == 1 ? [5, 4] : [4, 5];
        AssertFolds("Gemm", [3, 4], weight, channels: 5, [5], ("transB", transposed), ("alpha", alpha), ("beta", beta));
        AssertFolds("Gemm", [3, 4], weight, channels: 5, [1, 5], ("transB", transposed), ("alpha", alpha), ("beta", beta));
        AssertFolds("Gemm", [3, 4], weight, channels: 5, [], ("transB", transposed), ("alpha", alpha), ("beta", beta));
    }

    [Fact]
    public void Weights_that_another_layer_reads_are_copied_first()
    {
        var network = new Network();
        Graph graph = network.Graph;
        var builder = new GraphBuilder(graph);
        Value x = builder.Input("x", ElementType.Float32, 2, 3, 5, 5), w = graph.AddInitializer("w", Networks.Sample(1, 3, 3, 3, 3));
        Value first = Normalize(builder, builder.Call("Conv", x, w), 3), second = builder.Call("Conv", x, w);
        builder.Output(first, second);
        DenseTensor sample = Networks.Sample(2, 2, 3, 5, 5);
        DenseTensor[] before = ReferenceEvaluator.Run(graph, [sample]);
        float[] weights = w.Constant!.Span<float>().ToArray();
        Assert.Equal(1, FoldBatchNormalization.Run(network));
        graph.Check();
        DenseTensor[] after = ReferenceEvaluator.Run(graph, [sample]);
        Assert.True(Networks.Distance(before[0], after[0]) < 2e-5);
        Assert.Equal(before[1].ToDoubles(), after[1].ToDoubles());
        Assert.Equal(weights, w.Constant.Span<float>().ToArray());
    }

    [Fact]
    public void Tensors_of_a_clone_made_before_stay_as_they_are()
    {
        Network network = Layer("Conv", [1, 2, 4, 4], [3, 2, 3, 3], 3, null);
        Network clone = network.Clone();
        DenseTensor sample = Networks.Sample(2, 1, 2, 4, 4), before = Networks.Run(clone, sample);
        FoldBatchNormalization.Run(network);
        Assert.Equal(before.ToDoubles(), Networks.Run(clone, sample).ToDoubles());
    }

    [Fact]
    public void A_layer_that_somebody_else_reads_is_left_alone()
    {
        var network = new Network();
        Graph graph = network.Graph;
        var builder = new GraphBuilder(graph);
        Value x = builder.Input("x", ElementType.Float32, 2, 3, 5, 5);
        Value y = builder.Call("Conv", x, graph.AddInitializer("w", Networks.Sample(1, 3, 3, 3, 3)));
        builder.Output(Normalize(builder, y, 3), builder.Call("Relu", y));
        Assert.Equal(0, FoldBatchNormalization.Run(network));
        graph.SetOutput(1, y);
        Assert.Equal(0, FoldBatchNormalization.Run(network));
    }

    [Fact]
    public void A_bias_that_differs_by_row_is_left_alone() =>
        Assert.Equal(0, FoldBatchNormalization.Run(Layer("Gemm", [3, 4], [4, 3], 3, [3, 1])));

    [Theory]
    [InlineData("resnet20_cifar10", 2, 19, 2e-5)]
    [InlineData("mlperf_resnet8_cifar10", 2, 7, 4e-6)]
    [InlineData("mlperf_vww96_mobilenetv1_025", 2, 27, 1e-6)]
    [InlineData("mlperf_ad01_autoencoder", 4, 9, 2e-4)]
    public void Published_networks_give_the_same_answers_without_normalisations(string name, int samples, int normalizations, double bound)
    {
        var (network, input, published) = Networks.Published(name, samples);
        DenseTensor before = Networks.Run(network, input);
        Assert.Equal(normalizations, FoldBatchNormalization.Run(network));
        network.Graph.RemoveUnused();
        network.Graph.Check();
        Assert.DoesNotContain("BatchNormalization", Networks.Operators(network));
        DenseTensor after = Networks.Run(network, input);
        Assert.True(Networks.Distance(before, after) <= bound, $"moved by {Networks.Distance(before, after)}");
        Assert.True(Networks.Distance(published, after) <= Math.Max(1e-4, 5 * bound), $"{Networks.Distance(published, after)} from the published output");
    }

    private static void AssertFolds(string op, int[] x, int[] w, int channels, int[]? bias, params (string Name, object Value)[] attributes)
    {
        Network network = Layer(op, x, w, channels, bias, attributes);
        DenseTensor sample = Networks.Sample(3, x);
        DenseTensor before = Networks.Run(network, sample);
        Assert.Equal(1, FoldBatchNormalization.Run(network));
        network.Graph.Check();
        Assert.Equal([op], Networks.Operators(network));
        Assert.Equal("y", network.Graph.Outputs[0].Name);
        Assert.True(Networks.Distance(before, Networks.Run(network, sample)) < 2e-5);
    }

    private static Network Layer(string op, int[] x, int[] w, int channels, int[]? bias, params (string Name, object Value)[] attributes)
    {
        var network = new Network();
        Graph graph = network.Graph;
        var builder = new GraphBuilder(graph);
        var inputs = new List<Value?> { graph.AddInput("x", ElementType.Float32, SymbolicShape.Of(new Shape(x))), graph.AddInitializer("w", Networks.Sample(1, w)) };
        if (bias is not null) inputs.Add(graph.AddInitializer("b", Networks.Sample(2, bias)));
        Value y = Normalize(builder, builder.Call(op, inputs.ToArray(), attributes), channels);
        graph.Rename(y, "y");
        builder.Output(y);
        return network;
    }

    private static Value Normalize(GraphBuilder builder, Value x, int channels) => builder.Call(
        "BatchNormalization", [x, .. Parameters(builder, channels)], ("epsilon", 1e-3f));

    private static Value[] Parameters(GraphBuilder builder, int channels) =>
    [
        builder.Constant(Networks.Sample(10, channels), "scale"), builder.Constant(Networks.Sample(11, channels), "bias"),
        builder.Constant(Networks.Sample(12, channels), "mean"), builder.Constant(Networks.Sample(13, 0.5f, 2, channels), "variance"),
    ];
}
