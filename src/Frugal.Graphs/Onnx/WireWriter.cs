using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// Collects the fields of one protobuf message. The bytes of large tensors are not copied: they are kept as references and written when the
/// outermost message goes to its stream.
/// </summary>
internal sealed class WireWriter
{
    private const int ReferenceFrom = 1024; // smaller tensors are cheaper to copy than to keep track of

    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly List<(int At, DenseTensor Tensor)> references = [];
    private long referenced;

    /// <summary>The bytes of the message.</summary>
    public long Length => buffer.WrittenCount + referenced;

    public void Int(int field, long value)
    {
        Tag(field, WireType.Varint);
        Varint((ulong)value);
    }

    public void Float(int field, float value)
    {
        Tag(field, WireType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A text, left out when empty.</summary>
    public void OptionalText(int field, string? value)
    {
        if (!string.IsNullOrEmpty(value)) Text(field, value);
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)value.Length);
        buffer.Write(value);
    }

    /// <summary>A packed list of integers; always present, so that an empty list is not mistaken for a missing one.</summary>
    public void PackedInts(int field, ReadOnlySpan<long> values)
    {
        var packed = new WireWriter();
        foreach (long value in values) packed.Varint((ulong)value);
        Message(field, packed);
    }

    public void PackedFloats(int field, ReadOnlySpan<float> values)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)values.Length * 4);
        foreach (float value in values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(buffer.GetSpan(4), value);
            buffer.Advance(4);
        }
    }

    /// <summary>The bytes of a tensor.</summary>
    public void TensorBytes(int field, DenseTensor tensor)
    {
        if (tensor.ByteCount < ReferenceFrom)
        {
            Bytes(field, tensor.Bytes);
            return;
        }
        Tag(field, WireType.Bytes);
        Varint((ulong)tensor.ByteCount);
        references.Add((buffer.WrittenCount, tensor));
        referenced += tensor.ByteCount;
    }

    public void Message(int field, WireWriter message)
    {
        Tag(field, WireType.Bytes);
        Varint((ulong)message.Length);
        int start = buffer.WrittenCount;
        buffer.Write(message.buffer.WrittenSpan);
        foreach (var (at, tensor) in message.references) references.Add((start + at, tensor));
        referenced += message.referenced;
    }

    /// <summary>Fields that are encoded already, tags included.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => buffer.Write(fields);

    public void WriteTo(Stream stream)
    {
        int written = 0;
        foreach (var (at, tensor) in references)
        {
            stream.Write(buffer.WrittenSpan[written..at]);
            stream.Write(tensor.Bytes);
            written = at;
        }
        stream.Write(buffer.WrittenSpan[written..]);
    }

    public byte[] ToArray()
    {
        var stream = new MemoryStream(checked((int)Length));
        WriteTo(stream);
        return stream.ToArray();
    }

    private void Tag(int field, WireType type) => Varint((ulong)field << 3 | (uint)type);

    private void Varint(ulong value)
    {
        Span<byte> span = buffer.GetSpan(10);
        int count = 0;
        for (; value >= 0x80; value >>= 7) span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        buffer.Advance(count);
    }
}
