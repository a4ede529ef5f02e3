namespace Frugal.Coding;

/// <summary>The numbers of the ONNX fields on the way to a tensor's elements (onnx.proto).</summary>
internal static class OnnxField
{
    public const int ModelIrVersion = 1, ModelProducer = 2, ModelGraph = 7, ModelOpset = 8, ModelMetadata = 14;
    public const int GraphNode = 1, GraphName = 2, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;
    public const int TensorDimension = 1, TensorType = 2, TensorName = 8, TensorRawData = 9;
}
