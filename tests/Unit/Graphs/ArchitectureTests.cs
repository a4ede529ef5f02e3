using Frugal.Graphs;
using Frugal.Graphs.Architectures;
using Frugal.Tensors;
using Xunit;

namespace Frugal.Tests.Graphs;

public sealed class ArchitectureTests
{
    // Published counts of trainable parameters, and multiply-accumulates of one sample.
    [Theory]
    [InlineData("lenet-300-100", 266_610, 266_200)]
    [InlineData("lenet-5", 431_080, 2_293_000)]
    [InlineData("resnet-20", 269_722, 40_551_040)]
    [InlineData("resnet-32", 464_154, null)]
    [InlineData("resnet-56", 853_018, null)]
    [InlineData("resnet-110", 1_727_962, null)]
    [InlineData("mobilenet-v1-0.25", 213_586, 7_489_664)]
    [InlineData("mobilenet-v1-0.5", 1_331_592, null)]
    [InlineData("mobilenet-v1-1.0", 4_231_976, 568_740_352)]
    public void Parameters_and_multiply_accumulates_are_the_published_ones(string name, long parameters, int? multiplyAccumulates)
    {
        Architecture architecture = Architecture.Find(name);
        Network network = architecture.Build();
        network.Graph.Check();
        Assert.Equal(parameters, network.ParameterCount - RunningStatistics(network));
        if (multiplyAccumulates is { } expected) Assert.Equal(expected, Networks.MultiplyAccumulates(network, [.. architecture.DefaultInputShape]));
        Assert.Equal(["input"], network.Graph.Inputs.Select(v => v.Name));
        Assert.Equal(["logits"], network.Graph.Outputs.Select(v => v.Name));
        Assert.Equal($"[N,{architecture.DefaultClasses}]", network.Graph.Outputs[0].Shape!.ToString());
    }

    // The published network differs by one bias for each of 1,368 channels, before a normalisation that makes it superfluous.
    [Fact]
    public void The_small_mobilenet_is_the_published_one_but_for_superfluous_biases()
    {
        Network published = Networks.Published("mlperf_vww96_mobilenetv1_025", 1).Network;
        Network ours = Architecture.Find("mobilenet-v1-0.25").Build();
        long biases = published.Graph.Nodes.Where(n => n.Operator.Id.Name == "Conv").Sum(n => n.Inputs[2]!.Constant!.Count);
        Assert.Equal(published.ParameterCount, ours.ParameterCount + biases);
        Assert.Equal(Networks.MultiplyAccumulates(published, 3, 96, 96), Networks.MultiplyAccumulates(ours, 3, 96, 96));
    }

    [Theory]
    [InlineData("lenet300100", 266_200)]
    [InlineData("lenet5", 2_293_000)]
    [InlineData("resnet20_cifar10", 40_551_040)]
    [InlineData("mlperf_resnet8_cifar10", 12_501_632)]
    [InlineData("mlperf_vww96_mobilenetv1_025", 7_489_664)]
    [InlineData("mlperf_ad01_autoencoder", 264_192)]
    public void Published_networks_cost_the_published_multiply_accumulates(string name, long expected)
    {
        var (network, input, _) = Networks.Published(name, 1);
        Assert.Equal(expected, Networks.MultiplyAccumulates(network, input.Shape.ToArray()[1..]));
    }

    [Theory]
    [InlineData("lenet300100", 1e-4)]
    [InlineData("lenet5", 1e-4)]
    [InlineData("resnet20_cifar10", 2e-4)]
    [InlineData("mlperf_resnet8_cifar10", 1e-5)]
    [InlineData("mlperf_vww96_mobilenetv1_025", 1e-5)]
    [InlineData("mlperf_ad01_autoencoder", 1e-3)]
    public void Published_networks_give_the_published_outputs(string name, double bound)
    {
        var (network, input, output) = Networks.Published(name, 2);
        Assert.True(Networks.Distance(output, Networks.Run(network, input)) <= bound);
    }

    [Fact]
    public void Weights_depend_on_the_seed_alone()
    {
        DenseTensor Weight(ulong seed) => Architecture.Find("lenet-5").Build(new ArchitectureSettings { Seed = seed }).Graph.Find("conv2.weight")!.Constant!;
        Assert.Equal(Weight(1).ToDoubles(), Weight(1).ToDoubles());
        Assert.NotEqual(Weight(1).ToDoubles(), Weight(2).ToDoubles());
    }

    // He: standard deviation √(2/27) = 0.272 for 3×3 on 3 channels; Glorot: limit √(6/400) = 0.1225 between 300 and 100 units.
    [Fact]
    public void Initial_weights_have_the_variance_of_their_rule()
    {
        double[] first = Architecture.Find("resnet-20").Build().Graph.Find("layer1.0.conv1.weight")!.Constant!.ToDoubles();
        Assert.Equal(Math.Sqrt(2.0 / 144), Math.Sqrt(first.Average(w => w * w)), 0.006);
        double[] last = Architecture.Find("lenet-300-100").Build().Graph.Find("fc3.weight")!.Constant!.ToDoubles();
        double limit = Math.Sqrt(6.0 / 110);
        Assert.All(last, w => Assert.InRange(w, -limit, limit));
        Assert.Equal(2.0 / 110, last.Average(w => w * w), 0.002);
    }

    [Fact]
    public void Input_shape_and_classes_can_be_chosen()
    {
        Network network = Architecture.Find("resnet-20").Build(new ArchitectureSettings { InputShape = [1, 16, 16], Classes = 43 });
        DenseTensor logits = Networks.Run(network, Networks.Sample(1, 2, 1, 16, 16));
        Assert.Equal(new Shape(2, 43), logits.Shape);
        Assert.All(logits.ToDoubles(), v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_known_ones()
    {
        var exception = Assert.Throws<ArgumentException>(() => Architecture.Find("lenet-6"));
        Assert.Contains("lenet-5", exception.Message, StringComparison.Ordinal);
    }

    private static long RunningStatistics(Network network) =>
        network.Graph.Initializers.Where(v => v.Name.Contains(".running_", StringComparison.Ordinal)).Sum(v => v.Constant!.Count);
}
