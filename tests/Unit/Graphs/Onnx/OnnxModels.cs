using Xunit;

namespace Frugal.Tests.Graphs.Onnx;

/// <summary>The published networks among the test data.</summary>
internal static class OnnxModels
{
    /// <summary>Their paths below the data folder; a theory's rows, so that they are named even where the data are missing.</summary>
    public static TheoryData<string> All => new(
        "models/lenet300100.onnx",
        "models/lenet300100_dns_sparse.onnx",
        "models/lenet5.onnx",
        "models/mlperf_ad01_autoencoder.onnx",
        "models/mlperf_resnet8_cifar10.onnx",
        "models/mlperf_vww96_mobilenetv1_025.onnx",
        "models/resnet20_cifar10.onnx",
        "networks/mnist-cntk/model.onnx",
        "networks/silero-vad-16k/model.onnx",
        "networks/ultraface-rfb-320/model.onnx",
        "networks/yolox-nano/model.onnx");
}
