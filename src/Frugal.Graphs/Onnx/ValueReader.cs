using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>Reads <c>ValueInfoProto</c> and the tensor case of <c>TypeProto</c>; other types are kept encoded.</summary>
internal static class ValueReader
{
    private const int MaximumRank = 64;

    public static ValueMessage Read(OnnxSource source, ByteRange message)
    {
        source.CountItems(1, message.Start);
        string name = "";
        string? documentation = null;
        ElementType type = ElementType.Undefined;
        SymbolicShape? shape = null;
        ByteRange? typeField = null;
        List<ByteRange> metadata = [];
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case ValueField.Name: name = wire.Text(); break;
                case ValueField.Documentation: documentation = wire.OptionalText(); break;
                case ValueField.Metadata:
                    wire.Skip();
                    metadata.Add(wire.Whole);
                    break;
                case ValueField.Type:
                    (type, shape) = ReadType(source, wire.Bytes());
                    typeField = type == ElementType.Undefined ? wire.Whole : null;
                    break;
            }
        }
        return new ValueMessage(message.Start, name, type, shape, documentation, typeField, metadata);
    }

    private static (ElementType Type, SymbolicShape? Shape) ReadType(OnnxSource source, ByteRange message)
    {
        var wire = new WireReader(source, message);
        while (wire.Next())
            if (wire.Field == TypeField.Tensor) return ReadTensorType(source, wire.Bytes());
        return (ElementType.Undefined, null);
    }

    private static (ElementType Type, SymbolicShape? Shape) ReadTensorType(OnnxSource source, ByteRange message)
    {
        ElementType type = ElementType.Undefined;
        SymbolicShape? shape = null;
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            if (wire.Field == TensorTypeField.ElementType)
            {
                var read = (ElementType)(int)Math.Clamp(wire.Int(), 0, int.MaxValue);
                type = Enum.IsDefined(read) ? read : ElementType.Undefined;
            }
            else if (wire.Field == TensorTypeField.Shape) shape = ReadShape(source, wire.Bytes());
        }
        return (type, shape);
    }

    private static SymbolicShape ReadShape(OnnxSource source, ByteRange message)
    {
        List<Dimension> dimensions = [];
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            if (wire.Field != ShapeField.Dimension) continue;
            dimensions.Add(ReadDimension(source, wire.Bytes()));
            if (dimensions.Count > MaximumRank) throw source.Fail(message.Start, $"a shape has more than {MaximumRank} axes");
        }
        return new SymbolicShape([.. dimensions]);
    }

    // Exporters write −1 or "?" where they mean that nothing is known.
    private static Dimension ReadDimension(OnnxSource source, ByteRange message)
    {
        Dimension dimension = Dimension.Unknown;
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            if (wire.Field == DimensionField.Value && wire.Int() is var number) dimension = number < 0 ? Dimension.Unknown : number;
            else if (wire.Field == DimensionField.Parameter && wire.Text() is var symbol) dimension = symbol is "" or "?" ? Dimension.Unknown : Dimension.Named(symbol);
        }
        return dimension;
    }
}
