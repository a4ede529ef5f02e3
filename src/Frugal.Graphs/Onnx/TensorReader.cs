using System.Buffers.Binary;
using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// Reads <c>TensorProto</c>. Raw data become a view over the file where their alignment allows, else a copy; the typed lists are decoded.
/// The first pass reads what describes the tensor and counts its elements, so that nothing is allocated for elements that are not there.
/// </summary>
internal sealed class TensorReader
{
    private const int MaximumRank = 64;

    private readonly OnnxSource source;
    private readonly ExternalData external;
    private readonly ByteRange message;

    private readonly List<long> dimensions = [];
    private readonly Dictionary<string, string> externalEntries = [];
    private string name = "";
    private string? documentation;
    private int dataType;
    private bool isExternal;
    private ByteRange? raw;
    private int dataField; // which typed list holds elements, 0 for none
    private long listed;   // how many entries that list has

    private TensorReader(OnnxSource source, ExternalData external, ByteRange message)
    {
        this.source = source;
        this.external = external;
        this.message = message;
    }

    public static TensorMessage Read(OnnxSource source, ExternalData external, ByteRange message)
    {
        var reader = new TensorReader(source, external, message);
        reader.Describe();
        return new TensorMessage(message.Start, reader.name, reader.documentation, reader.Elements());
    }

    private void Describe()
    {
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            switch (wire.Field)
            {
                case TensorField.Dimensions: wire.AppendInts(dimensions); break;
                case TensorField.DataType: dataType = (int)Math.Clamp(wire.Int(), -1, int.MaxValue); break;
                case TensorField.Name: name = wire.Text(); break;
                case TensorField.Documentation: documentation = wire.OptionalText(); break;
                case TensorField.RawData: raw = wire.Bytes(); break;
                case TensorField.ExternalData: ReadEntry(source, wire.Bytes(), externalEntries); break;
                case TensorField.DataLocation: isExternal = wire.Int() == 1; break;
                case TensorField.Segment: throw new UnsupportedOperatorException($"{Place} is stored in segments, which is not supported; store it whole.");
                case TensorField.FloatData or TensorField.Int32Data or TensorField.StringData or TensorField.Int64Data or TensorField.DoubleData
                    or TensorField.UInt64Data: CountEntries(ref wire); break;
            }
        }
        source.CountItems(1, message.Start);
    }

    private void CountEntries(ref WireReader wire)
    {
        if (dataField != 0 && dataField != wire.Field) throw Fail("holds elements in two different lists");
        dataField = wire.Field;
        if (wire.Field == TensorField.StringData)
        {
            wire.Skip();
            listed++;
        }
        else if (wire.Type == WireType.Bytes)
        {
            ByteRange packed = wire.Bytes();
            listed += wire.Field switch
            {
                TensorField.FloatData => packed.Length / 4,
                TensorField.DoubleData => packed.Length / 8,
                _ => CountVarints(source.Bytes(packed)),
            };
        }
        else
        {
            wire.Skip();
            listed++;
        }
    }

    // The last byte of each integer is the one without the continuation bit.
    private static long CountVarints(ReadOnlySpan<byte> packed)
    {
        long count = 0;
        foreach (byte b in packed) count += b < 0x80 ? 1 : 0;
        return count;
    }

    public static void ReadEntry(OnnxSource source, ByteRange message, Dictionary<string, string> entries)
    {
        string key = "", value = "";
        var wire = new WireReader(source, message);
        while (wire.Next())
        {
            if (wire.Field == EntryField.Key) key = wire.Text();
            else if (wire.Field == EntryField.Value) value = wire.Text();
        }
        entries[key] = value;
    }

    private DenseTensor Elements()
    {
        ElementType type = CheckedType();
        Shape shape = CheckedShape();
        if (type == ElementType.String) return Strings(shape);
        long bytes = Math.BigMul(shape.Count, type.BitsPerElement(), out long low) == 0 && low >= 0 && low <= (long)int.MaxValue * 8
            ? type.ByteCount(shape.Count)
            : throw new UnsupportedOperatorException($"{Place}, {type.DisplayName()}{shape}, is larger than the 2 GiB that one tensor may have.");
        if (isExternal) return Normalized(external.Read(type, shape, (int)bytes, externalEntries, message.Start, Place));
        if (raw is { } data && (data.Length > 0 || dataField == 0)) return FromRaw(type, shape, bytes, data);
        return FromList(type, shape, bytes);
    }

    private ElementType CheckedType()
    {
        var type = (ElementType)dataType;
        if (type == ElementType.Undefined) throw Fail("has no element type");
        if (dataType is < 0 or > 26) throw Fail($"has the unknown element type {dataType}");
        if (!Enum.IsDefined(type)) throw new UnsupportedOperatorException($"{Place} has elements of ONNX type {dataType} (complex, 8-bit, 4-bit floating-point or 2-bit), which are not supported.");
        return type;
    }

    private Shape CheckedShape()
    {
        if (dimensions.Count > MaximumRank) throw Fail($"has {dimensions.Count} axes; at most {MaximumRank} are possible");
        var extents = new int[dimensions.Count];
        Int128 count = 1;
        for (int i = 0; i < extents.Length; i++)
        {
            if (dimensions[i] is < 0 or > int.MaxValue) throw Fail($"has an axis of {dimensions[i]} elements");
            extents[i] = (int)dimensions[i];
            count *= extents[i];
            if (count > long.MaxValue / 8) throw Fail($"has the impossible shape [{string.Join(',', dimensions)}]");
        }
        return new Shape(extents);
    }

    private DenseTensor FromRaw(ElementType type, Shape shape, long bytes, ByteRange data)
    {
        if (data.Length != bytes) throw Fail($"holds {data.Length} bytes where {type.DisplayName()}{shape} needs {bytes}");
        int elementBytes = Math.Max(1, type.BitsPerElement() / 8);
        if (data.Start % elementBytes == 0) return Normalized(DenseTensor.Over(type, shape, source.Buffer, data.Start));
        source.CountTensorBytes(bytes, data.Start);
        var copy = DenseTensor.Zeros(type, shape);
        source.Bytes(data).CopyTo(copy.Bytes);
        return Normalized(copy);
    }

    // A boolean is one byte that is 0 or 1; files made by hand have been seen with others.
    private DenseTensor Normalized(DenseTensor tensor)
    {
        if (tensor.Type != ElementType.Bool || !tensor.Bytes.ContainsAnyExceptInRange((byte)0, (byte)1)) return tensor;
        source.CountTensorBytes(tensor.ByteCount, message.Start);
        DenseTensor copy = tensor.Copy();
        foreach (ref byte b in copy.Bytes) b = b == 0 ? (byte)0 : (byte)1;
        return copy;
    }

    private DenseTensor FromList(ElementType type, Shape shape, long bytes)
    {
        int field = ListOf(type);
        if (listed > 0 && dataField != field) throw Fail($"has elements of {type.DisplayName()} in a list of another type");
        long needed = type.BitsPerElement() == 4 ? bytes : shape.Count; // two 4-bit elements share an entry
        if (listed != needed) throw Fail($"holds {listed} values where {type.DisplayName()}{shape} needs {needed}");
        source.CountTensorBytes(bytes, message.Start);
        var tensor = DenseTensor.Zeros(type, shape);
        var wire = new WireReader(source, message);
        int filled = 0;
        while (wire.Next())
        {
            if (wire.Field != field) continue;
            filled = field is TensorField.FloatData or TensorField.DoubleData ? CopyFixed(ref wire, tensor, filled) : CopyVarints(ref wire, tensor, filled);
        }
        return Normalized(tensor);
    }

    private static int ListOf(ElementType type) => type switch
    {
        ElementType.Float32 => TensorField.FloatData,
        ElementType.Float64 => TensorField.DoubleData,
        ElementType.Int64 => TensorField.Int64Data,
        ElementType.UInt32 or ElementType.UInt64 => TensorField.UInt64Data,
        _ => TensorField.Int32Data,
    };

    private int CopyFixed(ref WireReader wire, DenseTensor tensor, int filled)
    {
        int size = tensor.Type.BitsPerElement() / 8;
        WireType single = size == 4 ? WireType.Fixed32 : WireType.Fixed64;
        if (wire.Type != WireType.Bytes && wire.Type != single) throw Fail("has a number of the wrong size in its list");
        ReadOnlySpan<byte> bytes = wire.Type == WireType.Bytes ? source.Bytes(wire.Bytes()) : wire.FixedBytes();
        if (bytes.Length % size != 0) throw Fail($"has a list of {bytes.Length} bytes, which is no multiple of {size}");
        bytes.CopyTo(tensor.Bytes[(filled * size)..]);
        return filled + bytes.Length / size;
    }

    private int CopyVarints(ref WireReader wire, DenseTensor tensor, int filled)
    {
        if (wire.Type != WireType.Bytes)
        {
            Store(tensor, filled, wire.Varint());
            return filled + 1;
        }
        ByteRange packed = wire.Bytes();
        int at = packed.Start, end = packed.Start + packed.Length;
        while (at < end) Store(tensor, filled++, WireReader.PackedVarint(source, ref at, end));
        return filled;
    }

    private static void Store(DenseTensor tensor, int index, ulong value)
    {
        switch (tensor.Type.BitsPerElement())
        {
            case 64: BinaryPrimitives.WriteUInt64LittleEndian(tensor.Bytes[(index * 8)..], value); break;
            case 32: BinaryPrimitives.WriteUInt32LittleEndian(tensor.Bytes[(index * 4)..], (uint)value); break;
            case 16: BinaryPrimitives.WriteUInt16LittleEndian(tensor.Bytes[(index * 2)..], (ushort)value); break;
            default: tensor.Bytes[index] = tensor.Type == ElementType.Bool && value != 0 ? (byte)1 : (byte)value; break;
        }
    }

    private DenseTensor Strings(Shape shape)
    {
        if (isExternal || raw is { Length: > 0 } || (listed > 0 && dataField != TensorField.StringData)) throw Fail("is said to hold texts but does not");
        if (listed != shape.Count) throw Fail($"holds {listed} texts where its shape {shape} needs {shape.Count}");
        source.CountItems(listed, message.Start);
        var texts = new string[listed];
        int filled = 0;
        var wire = new WireReader(source, message);
        while (wire.Next())
            if (wire.Field == TensorField.StringData) texts[filled++] = wire.Text();
        return DenseTensor.OfStrings(texts, shape);
    }

    private string Place => name.Length > 0 ? $"The tensor '{name}'" : "A tensor without a name";

    private InvalidModelException Fail(string problem) => source.Fail(message.Start, $"{Place} {problem}");
}
