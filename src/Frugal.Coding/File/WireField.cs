namespace Frugal.Coding;

/// <summary>A field of a message in the protobuf wire format.</summary>
/// <param name="Number">Its number.</param>
/// <param name="IsBytes">Whether it is a byte string, which texts and messages are.</param>
/// <param name="Start">Where its tag begins.</param>
/// <param name="ContentStart">Where its content begins.</param>
/// <param name="End">Where the next field begins.</param>
/// <param name="Value">Its value where it is a number.</param>
internal readonly record struct WireField(int Number, bool IsBytes, int Start, int ContentStart, int End, ulong Value)
{
    /// <summary>Reads the field that begins at a place.</summary>
    /// <exception cref="InvalidDataException">There is none that ends before <paramref name="end"/>.</exception>
    public static WireField Read(ReadOnlySpan<byte> bytes, int start, int end)
    {
        int position = start;
        ulong tag = Varint(bytes, ref position, end), value = 0;
        int content = position;
        switch (tag & 7)
        {
            case 0: value = Varint(bytes, ref position, end); break;
            case 1: position += 8; break;
            case 2:
                ulong length = Varint(bytes, ref position, end);
                content = position;
                if (length > (ulong)(end - position)) throw new InvalidDataException("a field of the graph is cut off");
                position += (int)length;
                break;
            case 5: position += 4; break;
            default: throw new InvalidDataException("a field of the graph has an unknown form");
        }
        if (position > end) throw new InvalidDataException("a field of the graph is cut off");
        return new WireField((int)Math.Min(tag >> 3, int.MaxValue), (tag & 7) == 2, start, content, position, value);
    }

    /// <summary>Reads a number in seven bits a byte.</summary>
    public static ulong Varint(ReadOnlySpan<byte> bytes, ref int position, int end)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (position >= end || shift > 63) throw new InvalidDataException("a number is cut off or too long");
            byte next = bytes[position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }
    }
}
