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
        ElementType type = ElementType.Undefined, item = ElementType.Undefined;
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
                    (type, shape, item) = ReadType(source, wire.Bytes(), 0);
                    typeField = type == ElementType.Undefined || type.IsContainer() ? wire.Whole : null;
                    break;
            }
        }
        return new ValueMessage(message.Start, name, type, shape, documentation, typeField, metadata) { ItemType = item };
    }

    private static (ElementType Type, SymbolicShape? Shape, ElementType Item) ReadType(OnnxSource source, ByteRange message, int depth)
    {
        if (depth > source.Limits.MaximumNesting) throw source.Fail(message.Start, $"types are nested deeper than {source.Limits.MaximumNesting}");
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case TypeField.Tensor:
                    var (type, shape) = ReadTensorType(source, wire.Bytes());
                    return (type, shape, ElementType.Undefined);
                case TypeField.Sequence: return (ElementType.Sequence, null, ReadItemType(source, wire.Bytes(), depth));
                case TypeField.Optional: return (ElementType.Optional, null, ReadItemType(source, wire.Bytes(), depth));
            }
        }
        return (ElementType.Undefined, null, ElementType.Undefined);
    }

    // The messages of sequences and optionals have one field, the type of what they hold.
    private static ElementType ReadItemType(OnnxSource source, ByteRange message, int depth)
    {
        var wire = new WireReader(source, message);
        while (wire.Next())
            if (wire.Field == TypeField.Tensor) return ReadType(source, wire.Bytes(), depth + 1).Type;
        return ElementType.Undefined;
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
