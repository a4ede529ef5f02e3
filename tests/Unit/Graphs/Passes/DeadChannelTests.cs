using Frugal.Graphs;
using Frugal.Graphs.Passes;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>Channels that provably cannot be seen go, all others stay.</summary>
public sealed class DeadChannelTests
{
    // One filter without weights whose constant is positive, read by a 1×1 layer: it goes, its constant goes into the next bias.
    [Fact]
    public void A_constant_goes_into_the_next_bias_where_there_is_no_padding()
    {
        Network network = Block(bias: [0.5f, 1, 2], depthwise: false, taps: 1);
        AssertChannels(network, 2);
    }

    [Fact]
    public void A_positive_constant_before_padding_stays()
    {
        AssertChannels(Block(bias: [0.5f, 1, 2], depthwise: false, taps: 3), 3);
        AssertChannels(Block(bias: [0.5f, 1, 2], depthwise: true, taps: 1), 3);
    }

    [Fact]
    public void A_zero_before_padding_goes_through_a_depthwise_convolution_too()
    {
        AssertChannels(Block(bias: [-0.5f, 1, 2], depthwise: false, taps: 3), 2);
        AssertChannels(Block(bias: [-0.5f, 1, 2], depthwise: true, taps: 1), 2);
    }

    [Fact]
    public void A_dead_filter_that_is_an_output_stays()
    {
        Network network = Block(bias: [-0.5f, 1, 2], depthwise: false, taps: 1);
        network.Graph.AddOutput(network.Graph.Nodes[1].Output);
        Assert.Equal(3, Simple(network).Graph.Nodes[0].Output.Shape![1].Number);
    }

    [Fact]
    public void A_dead_filter_that_a_sum_over_channels_sees_stays()
    {
        Network network = Block(bias: [0.5f, 1, 2], depthwise: false, taps: 1);
        var b = new GraphBuilder(network.Graph);
        network.Graph.AddOutput(b.Call("ReduceSum", network.Graph.Nodes[1].Output, b.Integers(1)));
        Assert.Equal(3, Simple(network).Graph.Nodes[0].Output.Shape![1].Number);
    }

    [Fact]
    public void A_channel_that_a_residual_sum_fills_again_stays()
    {
        Network network = Block(bias: [-0.5f, 1, 2], depthwise: false, taps: 1);
        Graph graph = network.Graph;
        var b = new GraphBuilder(graph);
        Value sum = b.Call("Add", graph.Nodes[1].Output, graph.Inputs[0]);
        graph.AddOutput(b.Call("Conv", sum, b.Constant(Networks.Sample(31, 2, 3, 1, 1))));
        DenseTensor sample = Networks.Sample(32, 2, 3, 6, 6);
        DenseTensor[] before = ReferenceEvaluator.Run(graph, [sample]);
        Network simple = Simple(network);
        Assert.Equal(3, simple.Graph.Nodes[0].Output.Shape![1].Number);
        DenseTensor[] after = ReferenceEvaluator.Run(simple.Graph, [sample]);
        Assert.True(Networks.Distance(before[1], after[1]) < 1e-5);
    }

    [Fact]
    public void Whole_blocks_of_channels_remain_where_they_are_asked_for()
    {
        foreach (var (multiple, expected) in ((int, int)[])[(1, 1), (2, 2), (4, 3)])
        {
            Network network = Block(bias: [-0.5f, 1, 2], depthwise: false, taps: 1);
            DenseTensor dead = network.Graph.Initializers.First(v => v.Shape!.Rank == 4).Constant!.Copy();
            dead.Span<float>()[3..6].Clear();
            network.Graph.SetConstant(network.Graph.Nodes[0].Inputs[1]!, dead);
            PassTable.Run(network, new PassSettings { ChannelMultiple = multiple }, out Network simple, [PassTable.Find("remove-dead-channels")!]);
            Assert.Equal(expected, simple.Graph.Nodes[0].Output.Shape![1].Number);
        }
    }

    // 971 filters of MLPerf's VWW network have weights around 1e-31; 178 of them give a positive constant into zero padding, which cannot go.
    [Fact]
    public void The_published_person_detector_loses_its_dead_filters_and_keeps_its_answers()
    {
        var (network, input, published) = Networks.Published("mlperf_vww96_mobilenetv1_025", 3);
        long filters = Filters(network), multiplyAccumulates = Networks.MultiplyAccumulates(network, 3, 96, 96);
        DenseTensor before = Networks.Run(network, input);
        PassTable.Run(network, PassSettings.ForOpset(13), out Network simple);
        simple.Graph.Check();
        Assert.InRange(filters - Filters(simple), 700, 971);
        Assert.True(Networks.MultiplyAccumulates(simple, 3, 96, 96) < 0.7 * multiplyAccumulates);
        DenseTensor after = Networks.Run(simple, input);
        Assert.True(Networks.Distance(before, after) <= 1e-6, $"moved by {Networks.Distance(before, after)}");
        Assert.True(Networks.Distance(published, after) <= 1e-5);
    }

    [Fact]
    public void Neurons_that_a_pruned_network_does_not_use_go()
    {
        Network network = Frugal.Graphs.Onnx.OnnxFile.Read(TestData.PathOf("models/lenet300100_dns_sparse.onnx"));
        DenseTensor input = Networks.Sample(1, 0f, 1f, 2, 1, 28, 28), before = Networks.Run(network, input);
        long parameters = network.ParameterCount;
        PassTable.Run(network, PassSettings.ForOpset(13), out Network simple);
        Assert.True(simple.ParameterCount < 0.9 * parameters, $"{simple.ParameterCount} of {parameters} remain");
        Assert.True(Networks.Distance(before, Networks.Run(simple, input)) <= 1e-4);
    }

    // Filters of ordinary convolutions.
    private static long Filters(Network network) => network.Graph.Nodes
        .Where(n => n.Operator.Id.Name == "Conv" && n.Attributes.Int("group", 1) == 1).Sum(n => n.Inputs[1]!.Shape![0].Number);

    // Three filters of which the first has no weights, a Relu, perhaps a depthwise 3×3 with padding, and a layer that weighs them.
    private static Network Block(float[] bias, bool depthwise, int taps)
    {
        var network = new Network();
        var b = new GraphBuilder(network.Graph);
        Value x = b.Input("x", ElementType.Float32, Dimension.Named("N"), 3, 6, 6);
        DenseTensor weights = Networks.Sample(21, 3, 3, 1, 1);
        weights.Span<float>()[..3].Clear();
        Value y = b.Call("Relu", b.Call("Conv", x, b.Constant(weights), b.Constant(DenseTensor.From(bias, new Shape(3)))));
        if (depthwise) y = b.Call("Conv", [y, b.Constant(Networks.Sample(22, 3, 1, 3, 3)), b.Constant(Networks.Sample(23, 3))], ("group", 3), ("pads", new[] { 1, 1, 1, 1 }));
        b.Output(b.Call("Conv", [y, b.Constant(Networks.Sample(24, 2, 3, taps, taps))], ("pads", new[] { taps / 2, taps / 2, taps / 2, taps / 2 })));
        return network;
    }

    private static void AssertChannels(Network network, int expected)
    {
        DenseTensor sample = Networks.Sample(32, 2, 3, 6, 6), before = Networks.Run(network, sample);
        Network simple = Simple(network);
        simple.Graph.Check();
        Assert.Equal(expected, simple.Graph.Nodes[0].Output.Shape![1].Number);
        Assert.True(Networks.Distance(before, Networks.Run(simple, sample)) < 1e-5);
    }

    private static Network Simple(Network network)
    {
        PassTable.Run(network, PassSettings.Default, out Network simple, [PassTable.Find("remove-dead-channels")!]);
        return simple;
    }
}
