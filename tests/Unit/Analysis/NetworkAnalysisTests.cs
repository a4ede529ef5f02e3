using Frugal.Analysis;
using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Graphs.Onnx;
using Frugal.Kernels;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Analysis;

public sealed class NetworkAnalysisTests
{
    // Counted from the papers' tables. LeNet-300-100: LeCun et al. 1998; ResNet: He et al. 2016; MobileNet: Howard et al. 2017.
    // Initializers are trainable parameters and two statistics a normalised channel.
    [Theory]
    [InlineData("lenet-300-100", 266_610, 266_200)]
    [InlineData("lenet-5", 431_080, 2_293_000)]
    [InlineData("resnet-20", 271_098, 40_551_040)]
    [InlineData("resnet-56", 857_082, 125_485_696)]
    public void Published_networks_have_their_published_counts(string name, long parameters, long multiplies)
    {
        NetworkAnalysis analysis = Of(name, 1);
        Assert.Equal(multiplies, analysis.Cost!.Value.MultiplyAccumulates);
        // The fill values of the two Pads that ResNets have are no initializers here.
        Assert.Equal(parameters, analysis.Weights.Count);
    }

    // By hand from the layers: the largest pair, or triple at a residual block, of activations that live at once.
    [Theory]
    [InlineData("lenet-300-100", 4 * (784 + 300))]
    [InlineData("lenet-5", 4 * (11_520 + 2_880))]
    [InlineData("resnet-20", 4 * 3 * 16 * 32 * 32)]
    [InlineData("mobilenet-v1-1.0", 4 * (401_408 + 802_816))]
    public void Peak_of_activations_is_that_of_the_largest_block(string name, long bytes) => Assert.Equal(bytes, Of(name, 1).PeakActivationBytes);

    [Fact]
    public void Without_work_in_place_an_element_wise_node_needs_its_output_too()
    {
        NetworkAnalysis analysis = Of("lenet-300-100", 1);
        // Before and behind each of the first two ReLUs 300 values live.
        Assert.Equal(4 * (784 + 300), analysis.PeakActivationBytesNotInPlace);
        Graph chain = Chain();
        Assert.Equal(4 * 100, ActivationMemory.Peak(chain, inPlace: true));
        Assert.Equal(4 * 200, ActivationMemory.Peak(chain, inPlace: false));
    }

    [Theory]
    [InlineData("lenet-5")]
    [InlineData("resnet-20")]
    public void A_batch_multiplies_work_and_leaves_parameters(string name)
    {
        NetworkAnalysis one = Of(name, 1), five = Of(name, 5);
        Assert.Equal(5 * one.Cost!.Value.MultiplyAccumulates, five.Cost!.Value.MultiplyAccumulates);
        Assert.Equal(5 * one.PeakActivationBytes, five.PeakActivationBytes);
        Assert.Equal(one.Weights, five.Weights);
    }

    [Fact]
    public void Dead_filters_zeros_and_denormals_are_found()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, 1, 1, 4, 4);
        float[] filters = [1, -2, 1e-31f, -1e-30f, 0, 0, 3, 1e-40f];
        Value w = builder.Constant(DenseTensor.From(filters, new Shape(4, 1, 1, 2)), "w");
        builder.Output(builder.Call("Conv", x, w));
        NetworkAnalysis analysis = NetworkAnalysis.Of(network, [new Shape(1, 1, 4, 4)]);
        Assert.Equal(new FilterCounts(4, 2), analysis.Filters);
        Assert.Equal(new WeightCounts(8, 6, 32, 1, 0), analysis.Weights);
    }

    [Fact]
    public void The_published_person_detector_has_its_971_dead_filters()
    {
        Network network = OnnxFile.Read(TestData.PathOf("models/mlperf_vww96_mobilenetv1_025.onnx"));
        NetworkAnalysis analysis = NetworkAnalysis.Of(network, [new Shape(1, 3, 96, 96)]);
        LayerAnalysis[] ordinary = [.. analysis.Layers.Where((l, i) => l.Operator == "Conv" && network.Graph.Nodes[i].Attributes.Int("group", 1) == 1)];
        Assert.Equal(1496, ordinary.Sum(l => l.Filters.Count));
        Assert.Equal(971, ordinary.Sum(l => l.Filters.Dead));
    }

    [Fact]
    public void Every_step_of_a_measured_network_belongs_to_a_layer()
    {
        NetworkAnalysis analysis = Of("lenet-5", 2);
        LatencyProfile profile = LatencyProfile.Measure(analysis, [DenseTensor.Zeros(ElementType.Float32, new Shape(2, 1, 28, 28))], WorkerPool.Shared, TestContext.Current.CancellationToken);
        Assert.Equal(0, profile.OtherMilliseconds);
        Assert.Equal(1, Enumerable.Range(0, analysis.Layers.Count).Sum(profile.Share), 6);
        string[] timed = [.. profile.Layers.Keys.Select(i => analysis.Layers[i].Name)];
        Assert.All(new[] { "conv1", "pool1", "conv2", "pool2", "fc1", "fc2" }, name => Assert.Contains(name, timed));
        Assert.True(profile.ArenaBytes > 0);
    }

    // Formulas of the roofline model: P = 100 GFLOP/s, B = 20 GB/s.
    [Theory]
    [InlineData(16_777_216, 67_141_632, 3.3570816, false)]
    [InlineData(115_605_504, 1_753_088, 2.31211008, true)]
    public void Roofline_is_the_slower_of_arithmetic_and_memory(long multiplies, long bytes, double milliseconds, bool arithmetic)
    {
        var roof = new Roofline(100e9, 20e9, 1);
        var cost = new OperatorCost(multiplies, 0, bytes, 0);
        Assert.Equal(5, roof.Ridge);
        Assert.Equal(milliseconds, roof.LeastMilliseconds(cost), 9);
        Assert.Equal(arithmetic, roof.IsArithmeticBound(cost));
    }

    private static NetworkAnalysis Of(string name, int batch)
    {
        Architecture architecture = Architecture.Find(name);
        return NetworkAnalysis.Of(architecture.Build(), [new Shape([batch, .. architecture.DefaultInputShape])]);
    }

    private static Graph Chain()
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        Value x = builder.Input("x", ElementType.Float32, 100);
        builder.Output(builder.Call("Relu", builder.Call("Neg", x)));
        return network.Graph;
    }
}
