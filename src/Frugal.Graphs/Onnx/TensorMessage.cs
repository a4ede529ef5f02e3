using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>A <c>TensorProto</c> as read.</summary>
internal sealed record TensorMessage(int Position, string Name, string? Documentation, DenseTensor Tensor);
