using Frugal.Tensors;

namespace Frugal.Tests.Graphs.Onnx;

/// <summary>
/// A protobuf message as a tree of fields, whatever they mean, to be damaged without damaging the lengths around the damage: the way into
/// what stands behind the wire format.
/// </summary>
internal sealed class MessageTree
{
    private readonly List<(ulong Tag, ulong Number, byte[] Bytes, MessageTree? Message)> fields = [];

    public static MessageTree? TryParse(ReadOnlySpan<byte> bytes, int depth = 0)
    {
        var tree = new MessageTree();
        while (bytes.Length > 0)
        {
            if (!TryVarint(ref bytes, out ulong tag) || tag >> 3 is 0 or > 100) return null;
            ulong number = 0;
            int length = 0;
            switch (tag & 7)
            {
                case 0 when TryVarint(ref bytes, out number): break;
                case 1: length = 8; break;
                case 2 when TryVarint(ref bytes, out number) && number <= (ulong)bytes.Length: length = (int)number; break;
                case 5: length = 4; break;
                default: return null;
            }
            if (length > bytes.Length) return null;
            byte[] content = bytes[..length].ToArray();
            bytes = bytes[length..];
            MessageTree? message = (tag & 7) == 2 && length is > 1 and < 1_000_000 && depth < 12 ? TryParse(content, depth + 1) : null;
            tree.fields.Add((tag, number, content, message));
        }
        return tree;
    }

    public byte[] Encode()
    {
        var stream = new MemoryStream();
        foreach (var (tag, number, bytes, message) in fields)
        {
            WriteVarint(stream, tag);
            byte[] content = message?.Encode() ?? bytes;
            if ((tag & 7) == 0) WriteVarint(stream, number);
            else if ((tag & 7) == 2) WriteVarint(stream, (ulong)content.Length);
            stream.Write(content);
        }
        return stream.ToArray();
    }

    /// <summary>Damages one field somewhere in the tree.</summary>
    public void Damage(ref RandomStream random)
    {
        if (fields.Count == 0) return;
        int at = random.NextInt32(fields.Count);
        if (fields[at].Message is { } inner && random.NextInt32(8) > 0)
        {
            inner.Damage(ref random);
            return;
        }
        int other = random.NextInt32(fields.Count);
        switch (random.NextInt32(6))
        {
            case 0: fields.RemoveAt(at); break;
            case 1: fields.Insert(other, fields[at]); break;
            case 2: (fields[at], fields[other]) = (fields[other], fields[at]); break;
            case 3: fields[at] = fields[at] with { Tag = ((ulong)random.NextInt32(26) << 3) | (fields[at].Tag & 7) }; break;
            case 4: fields[at] = fields[at] with { Bytes = fields[other].Bytes, Message = fields[other].Message }; break;
            default: fields[at] = DamagedValue(fields[at], ref random); break;
        }
    }

    private static (ulong, ulong, byte[], MessageTree?) DamagedValue((ulong Tag, ulong Number, byte[] Bytes, MessageTree? Message) field, ref RandomStream random)
    {
        ulong number = random.NextInt32(5) switch
        {
            0 => ulong.MaxValue,
            1 => 1UL << random.NextInt32(64),
            2 => field.Number + 1,
            _ => (ulong)random.NextInt32(30),
        };
        byte[] bytes = [.. field.Bytes];
        if (bytes.Length > 0) bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
        return (field.Tag, number, random.NextInt32(5) == 0 ? [] : bytes, null);
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] >= 0x80) continue;
            bytes = bytes[(i + 1)..];
            return true;
        }
        return false;
    }

    private static void WriteVarint(MemoryStream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7) stream.WriteByte((byte)(value | 0x80));
        stream.WriteByte((byte)value);
    }
}
