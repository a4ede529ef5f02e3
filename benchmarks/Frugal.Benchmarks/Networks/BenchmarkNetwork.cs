using Frugal.Graphs;

namespace Frugal.Benchmarks.Networks;

/// <summary>A network of the fixed list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Group">The group whose geometric mean it counts in.</param>
/// <param name="MultiplyAccumulates">Of one sample, as published or counted by hand; a network that counts otherwise was built wrongly and is refused. Null: no such figure.</param>
/// <param name="File">The file, relative to the data folder; null where it is built.</param>
/// <param name="Build">Builds it where it is not a file.</param>
internal sealed record BenchmarkNetwork(string Name, NetworkGroup Group, long? MultiplyAccumulates, string? File = null, Func<Network>? Build = null)
{
    /// <summary>The list, which does not change with what is measured.</summary>
    public static IReadOnlyList<BenchmarkNetwork> All { get; } =
    [
        new("resnet-8", NetworkGroup.Heavy, 12_501_632, "models/mlperf_resnet8_cifar10.onnx"),
        new("resnet-20", NetworkGroup.Heavy, 40_551_040, "models/resnet20_cifar10.onnx"),
        new("resnet-18", NetworkGroup.Heavy, 1_814_073_344, Build: ImageNetworks.ResNet18),
        new("vgg-11", NetworkGroup.Heavy, 7_609_090_048, Build: ImageNetworks.Vgg11),
        new("resnet-50", NetworkGroup.Bottleneck, 4_089_184_256, Build: ImageNetworks.ResNet50),
        new("vww", NetworkGroup.Separable, 7_489_664, "models/mlperf_vww96_mobilenetv1_025.onnx"),
        new("mobilenet-v1", NetworkGroup.Separable, 568_740_352, Build: () => Graphs.Architectures.Architecture.Find("mobilenet-v1-1.0").Build()),
        new("mobilenet-v2", NetworkGroup.Separable, 300_774_272, Build: ImageNetworks.MobileNetV2),
        new("squeezenet-1.1", NetworkGroup.Separable, 349_151_936, Build: ImageNetworks.SqueezeNet),
        new("yolox-nano", NetworkGroup.Separable, null, "networks/yolox-nano/model.onnx"),
        new("ultraface", NetworkGroup.Separable, null, "networks/ultraface-rfb-320/model.onnx"),
        new("transformer", NetworkGroup.Sequence, 654_311_424, Build: TransformerEncoder.Build),
        new("silero-vad", NetworkGroup.Sequence, null, "networks/silero-vad-16k/model.onnx"),
        new("lenet-300-100", NetworkGroup.Tiny, 266_200, "models/lenet300100.onnx"),
        new("lenet-5", NetworkGroup.Tiny, 2_293_000, "models/lenet5.onnx"),
        new("autoencoder", NetworkGroup.Tiny, 264_192, "models/mlperf_ad01_autoencoder.onnx"),
        new("mnist-cntk", NetworkGroup.Tiny, null, "networks/mnist-cntk/model.onnx"),
    ];
}
