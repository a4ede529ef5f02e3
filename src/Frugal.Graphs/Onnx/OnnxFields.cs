namespace Frugal.Graphs.Onnx;

// The field numbers of onnx.proto (ONNX 1.20, IR version 13), as far as they are read or written by name.

internal static class ModelField
{
    public const int IrVersion = 1, ProducerName = 2, ProducerVersion = 3, Domain = 4, ModelVersion = 5, Documentation = 6, Graph = 7,
        OpsetImport = 8, Metadata = 14, TrainingInfo = 20, Functions = 25, Configuration = 26;
}

internal static class OpsetField
{
    public const int Domain = 1, Version = 2;
}

internal static class EntryField
{
    public const int Key = 1, Value = 2;
}

internal static class FunctionField
{
    public const int Name = 1, Input = 4, Output = 5, Node = 7, OpsetImport = 9, Domain = 10, DefaultAttribute = 11;
}

internal static class GraphField
{
    public const int Node = 1, Name = 2, Initializer = 5, Documentation = 10, Input = 11, Output = 12, ValueInfo = 13,
        QuantizationAnnotation = 14, SparseInitializer = 15, Metadata = 16;
}

internal static class NodeField
{
    public const int Input = 1, Output = 2, Name = 3, OperatorType = 4, Attribute = 5, Documentation = 6, Domain = 7, Overload = 8,
        Metadata = 9, DeviceConfigurations = 10;
}

internal static class AttributeField
{
    public const int Name = 1, Float = 2, Int = 3, Text = 4, Tensor = 5, Graph = 6, Floats = 7, Ints = 8, Texts = 9, Tensors = 10, Graphs = 11,
        TypeDescription = 14, TypeDescriptions = 15, Kind = 20, Reference = 21, SparseTensor = 22, SparseTensors = 23;
}

/// <summary>ONNX's <c>AttributeProto.AttributeType</c>.</summary>
internal enum AttributeKind
{
    Undefined = 0, Float = 1, Int = 2, Text = 3, Tensor = 4, Graph = 5, Floats = 6, Ints = 7, Texts = 8, Tensors = 9, Graphs = 10,
    SparseTensor = 11, SparseTensors = 12, TypeDescription = 13, TypeDescriptions = 14,
}

internal static class TensorField
{
    public const int Dimensions = 1, DataType = 2, Segment = 3, FloatData = 4, Int32Data = 5, StringData = 6, Int64Data = 7, Name = 8, RawData = 9,
        DoubleData = 10, UInt64Data = 11, Documentation = 12, ExternalData = 13, DataLocation = 14;
}

internal static class ValueField
{
    public const int Name = 1, Type = 2, Documentation = 3, Metadata = 4;
}

internal static class TypeField
{
    public const int Tensor = 1, Sequence = 4, Denotation = 6, Optional = 9;
}

internal static class TensorTypeField
{
    public const int ElementType = 1, Shape = 2;
}

internal static class ShapeField
{
    public const int Dimension = 1;
}

internal static class DimensionField
{
    public const int Value = 1, Parameter = 2;
}
