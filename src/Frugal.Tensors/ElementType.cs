namespace Frugal.Tensors;

/// <summary>The type of a tensor's elements. The numbers are those of ONNX's <c>TensorProto.DataType</c>.</summary>
public enum ElementType
{
    /// <summary>No type known.</summary>
    Undefined = 0,
    /// <summary>IEEE 754 binary32.</summary>
    Float32 = 1,
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,
    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,
    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,
    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,
    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,
    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,
    /// <summary>Text; only in metadata-like operators.</summary>
    String = 8,
    /// <summary>Boolean, one byte an element.</summary>
    Bool = 9,
    /// <summary>IEEE 754 binary16.</summary>
    Float16 = 10,
    /// <summary>IEEE 754 binary64.</summary>
    Float64 = 11,
    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,
    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,
    /// <summary>bfloat16: the upper half of a binary32.</summary>
    BFloat16 = 16,
    /// <summary>Unsigned 4-bit integer, two elements a byte, the first in the low half.</summary>
    UInt4 = 21,
    /// <summary>Signed 4-bit integer, two elements a byte, the first in the low half.</summary>
    Int4 = 22,
    /// <summary>Not an element but a list of tensors, of any shapes and one type: ONNX's sequences.</summary>
    Sequence = -1,
    /// <summary>Not an element but one value, or none: ONNX's optionals.</summary>
    Optional = -2,
}
