namespace Frugal.Graphs;

/// <summary>An attribute of a kind that Frugal does not interpret (sparse tensors, type descriptions), carried from file to file.</summary>
/// <param name="Kind">ONNX's <c>AttributeProto.AttributeType</c>.</param>
/// <param name="Bytes">The encoded <c>AttributeProto</c>.</param>
public sealed record OpaqueAttribute(int Kind, byte[] Bytes);
