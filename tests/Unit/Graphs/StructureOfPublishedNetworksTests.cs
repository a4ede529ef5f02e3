using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Xunit;

namespace Frugal.Tests.Graphs;

/// <summary>Removal in networks as they come from their files, in float32.</summary>
public sealed class StructureOfPublishedNetworksTests
{
    [Theory]
    [InlineData("resnet20_cifar10.onnx")]
    [InlineData("mlperf_resnet8_cifar10.onnx")]
    [InlineData("mlperf_vww96_mobilenetv1_025.onnx")]
    [InlineData("mlperf_ad01_autoencoder.onnx")]
    [InlineData("lenet5.onnx")]
    [InlineData("lenet300100.onnx")]
    public void Removal_of_a_third_of_all_channels_equals_zeroed_consumers(string file)
    {
        Network network = OnnxFile.Read(TestData.PathOf($"models/{file}"));
        ShapeInference.Run(network.Graph);
        Network pruned = RemovalCheck.AssertEquivalent(network, tolerance: 2e-5, share: 1 / 3.0);
        Assert.True(pruned.ParameterCount < 0.75 * network.ParameterCount);
    }
}
