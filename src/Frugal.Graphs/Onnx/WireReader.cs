using System.Buffers.Binary;

namespace Frugal.Graphs.Onnx;

/// <summary>
/// Walks over the fields of one protobuf message. Every length is checked against the bytes that remain; fields that the caller does not
/// ask for are skipped by the next <see cref="Next"/>.
/// </summary>
internal ref struct WireReader
{
    private readonly OnnxSource source;
    private readonly ReadOnlySpan<byte> buffer;
    private readonly int end;
    private int position;
    private bool pending; // the value of the current field has not been read yet

    public WireReader(OnnxSource source, ByteRange message)
    {
        this.source = source;
        buffer = source.Buffer;
        position = message.Start;
        end = message.Start + message.Length;
    }

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>How the current field is encoded.</summary>
    public WireType Type { get; private set; }

    /// <summary>Where the current field begins, tag included.</summary>
    public int Start { get; private set; }

    /// <summary>The current field with its tag; its value must have been read or skipped.</summary>
    public readonly ByteRange Whole => new(Start, position - Start);

    /// <summary>Goes to the next field; false at the message's end.</summary>
    public bool Next()
    {
        if (pending) Skip();
        if (position >= end) return false;
        Start = position;
        ulong tag = ReadVarint();
        Field = (int)(tag >> 3);
        Type = (WireType)(tag & 7);
        if (tag > uint.MaxValue || Field == 0) throw source.Fail(Start, "this is no field of a protobuf message; the file is damaged or no ONNX model");
        if (Type is not (WireType.Varint or WireType.Fixed64 or WireType.Bytes or WireType.Fixed32))
            throw source.Fail(Start, $"field {Field} has the unknown wire type {(int)Type}; the file is damaged or no ONNX model");
        pending = true;
        return true;
    }

    /// <summary>Passes over the current field's value.</summary>
    public void Skip()
    {
        switch (Type)
        {
            case WireType.Varint: Varint(); break;
            case WireType.Fixed64: Fixed(8); break;
            case WireType.Fixed32: Fixed(4); break;
            default: Bytes(); break;
        }
    }

    /// <summary>An integer.</summary>
    public ulong Varint()
    {
        Expect(WireType.Varint);
        return ReadVarint();
    }

    /// <summary>A signed integer.</summary>
    public long Int() => (long)Varint();

    /// <summary>The bytes of a nested message, a text or a packed list.</summary>
    public ByteRange Bytes()
    {
        Expect(WireType.Bytes);
        ulong length = ReadVarint();
        if (length > (ulong)(end - position))
            throw source.Fail(Start, $"field {Field} is said to have {length} bytes where {end - position} remain; the file is truncated or damaged");
        var range = new ByteRange(position, (int)length);
        position += (int)length;
        return range;
    }

    /// <summary>A text.</summary>
    public string Text() => source.Text(Bytes());

    /// <summary>A text, null when empty.</summary>
    public string? OptionalText() => Text() is { Length: > 0 } text ? text : null;

    /// <summary>A 32-bit floating-point number.</summary>
    public float Float()
    {
        Expect(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(Fixed(4));
    }

    /// <summary>The 4 or 8 bytes of a fixed-size number.</summary>
    public ReadOnlySpan<byte> FixedBytes() => Fixed(Type == WireType.Fixed64 ? 8 : 4);

    /// <summary>Appends the integers of a repeated field, packed or not.</summary>
    public void AppendInts(List<long> list)
    {
        if (Type == WireType.Varint)
        {
            list.Add(Int());
            return;
        }
        ByteRange packed = Bytes();
        int at = packed.Start, packedEnd = packed.Start + packed.Length;
        while (at < packedEnd) list.Add((long)PackedVarint(source, ref at, packedEnd));
    }

    /// <summary>Appends the 32-bit floating-point numbers of a repeated field, packed or not.</summary>
    public void AppendFloats(List<float> list)
    {
        if (Type == WireType.Fixed32)
        {
            list.Add(Float());
            return;
        }
        ByteRange packed = Bytes();
        if (packed.Length % 4 != 0) throw source.Fail(Start, $"a list of floats has {packed.Length} bytes, which is no multiple of 4");
        for (int i = 0; i < packed.Length; i += 4) list.Add(BinaryPrimitives.ReadSingleLittleEndian(buffer.Slice(packed.Start + i, 4)));
    }

    /// <summary>Reads the integer at a place of a packed list and moves the place behind it.</summary>
    public static ulong PackedVarint(OnnxSource source, ref int position, int end)
    {
        ulong result = 0;
        int start = position;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (position >= end) throw source.Fail(start, "an integer ends in the middle; the file is truncated or damaged");
            byte b = source.Buffer[position++];
            result |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return result;
        }
        throw source.Fail(start, "an integer has more than 10 bytes; the file is damaged");
    }

    private ulong ReadVarint() => PackedVarint(source, ref position, end);

    private ReadOnlySpan<byte> Fixed(int size)
    {
        pending = false;
        if (end - position < size) throw source.Fail(Start, $"field {Field} ends in the middle; the file is truncated or damaged");
        position += size;
        return buffer.Slice(position - size, size);
    }

    private void Expect(WireType type)
    {
        if (Type != type) throw source.Fail(Start, $"field {Field} has wire type {Type} where {type} is expected; the file is damaged or no ONNX model");
        pending = false;
    }
}
