using System.Text;

namespace Frugal.Coding;

/// <summary>Appends fields in the protobuf wire format.</summary>
internal sealed class Wire
{
    private readonly List<byte> bytes = [];

    /// <summary>The bytes so far.</summary>
    public byte[] ToArray() => [.. bytes];

    /// <summary>A number in seven bits a byte, the lowest first.</summary>
    public Wire Varint(ulong value)
    {
        for (; value >= 128; value >>= 7) bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return this;
    }

    /// <summary>A field that is a number.</summary>
    public Wire Int(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

    /// <summary>A field that is a byte string.</summary>
    public Wire Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2).Varint((ulong)value.Length);
        return Raw(value);
    }

    /// <summary>A field that is text.</summary>
    public Wire Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A field that is a message.</summary>
    public Wire Message(int field, Wire message) => Bytes(field, message.ToArray());

    /// <summary>Bytes as they are.</summary>
    public Wire Raw(ReadOnlySpan<byte> value)
    {
        bytes.AddRange(value);
        return this;
    }

    /// <summary>The number of bytes that <see cref="Varint"/> takes.</summary>
    public static int VarintLength(ulong value)
    {
        int length = 1;
        for (; value >= 128; value >>= 7) length++;
        return length;
    }
}
