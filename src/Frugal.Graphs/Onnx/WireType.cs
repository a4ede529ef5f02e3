namespace Frugal.Graphs.Onnx;

/// <summary>How a field is encoded in the protobuf wire format (protobuf.dev, "Encoding"). Groups (3, 4) are not used by ONNX.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
