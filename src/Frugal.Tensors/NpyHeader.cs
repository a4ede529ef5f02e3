using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Frugal.Tensors;

/// <summary>The header of an .npy file: magic, version, and a Python dictionary with the keys descr, fortran_order and shape.</summary>
internal sealed record NpyHeader(ElementType Type, Shape Shape, bool FortranOrder, bool BigEndian, int ElementBytes, int CharacterBytes,
    string Description, int Length)
{
    private const int LongestHeader = 1 << 20;
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[8];
        ReadExactly(stream, start, name);
        if (!start[..6].SequenceEqual(Magic))
            throw new InvalidDataException($"{name}: this is no .npy file (it does not begin with \\x93NUMPY). Write it with numpy.save.");
        int version = start[6];
        if (version is < 1 or > 3) throw new InvalidDataException($"{name}: .npy version {version} is not known (1 to 3 are). Write it with numpy.save.");
        Span<byte> sizeBytes = stackalloc byte[version == 1 ? 2 : 4];
        ReadExactly(stream, sizeBytes, name);
        long size = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(sizeBytes) : BinaryPrimitives.ReadUInt32LittleEndian(sizeBytes);
        if (size > LongestHeader) throw new InvalidDataException($"{name}: a header of {size:N0} bytes is not believable. The file is damaged.");
        var text = new byte[size];
        ReadExactly(stream, text, name);
        string dictionary = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text);
        return Parse(dictionary, 8 + sizeBytes.Length + (int)size, name);
    }

    public static byte[] Compose(ElementType type, Shape shape, int textWidth)
    {
        string description = type switch
        {
            ElementType.Bool => "|b1",
            ElementType.Int8 => "|i1",
            ElementType.UInt8 => "|u1",
            ElementType.Int16 => "<i2",
            ElementType.UInt16 => "<u2",
            ElementType.Int32 => "<i4",
            ElementType.UInt32 => "<u4",
            ElementType.Int64 => "<i8",
            ElementType.UInt64 => "<u8",
            ElementType.Float16 => "<f2",
            ElementType.Float32 => "<f4",
            ElementType.Float64 => "<f8",
            ElementType.String => $"<U{textWidth}",
            _ => throw new NotSupportedException($"NumPy has no type for {type.DisplayName()}. Convert the tensor to float32 or int8 first."),
        };
        string extents = string.Join(", ", shape.ToArray()) + (shape.Rank == 1 ? "," : "");
        string dictionary = $"{{'descr': '{description}', 'fortran_order': False, 'shape': ({extents}), }}";
        int length = (10 + dictionary.Length + 1 + 63) / 64 * 64; // values begin at a multiple of 64
        var header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header, 0);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }

    private static NpyHeader Parse(string dictionary, int length, string name)
    {
        string description = Item(dictionary, "descr", name), order = Item(dictionary, "fortran_order", name), extents = Item(dictionary, "shape", name);
        if (order is not ("True" or "False")) throw Malformed(name, $"fortran_order is {order}");
        if (description.Length < 2 || description[0] != '\'' && description[0] != '"')
            throw new InvalidDataException($"{name}: it holds records with several fields ({Short(description)}), not a plain array. Save each field on its own.");
        description = description[1..^1];
        (ElementType type, int elementBytes, int characterBytes) = TypeOf(description, name);
        return new NpyHeader(type, ShapeOf(extents, name), order == "True", description[0] == '>', elementBytes, characterBytes, description, length);
    }

    private static (ElementType Type, int Bytes, int CharacterBytes) TypeOf(string description, string name)
    {
        string code = description.TrimStart('<', '>', '|', '=');
        if (code.Length > 1 && code[0] is 'U' or 'S'
            && int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width < 1 << 24)
        {
            int characterBytes = code[0] == 'U' ? 4 : 1;
            return (ElementType.String, width * characterBytes, characterBytes);
        }
        ElementType type = code switch
        {
            "b1" or "?" => ElementType.Bool,
            "i1" => ElementType.Int8,
            "u1" => ElementType.UInt8,
            "i2" => ElementType.Int16,
            "u2" => ElementType.UInt16,
            "i4" => ElementType.Int32,
            "u4" => ElementType.UInt32,
            "i8" => ElementType.Int64,
            "u8" => ElementType.UInt64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "O" => throw new InvalidDataException($"{name}: it holds Python objects (pickle), which are never loaded. Save a plain numeric array."),
            _ => throw new InvalidDataException($"{name}: the element type '{Short(description)}' is not supported. Convert it to float32 or int64 before saving."),
        };
        return (type, type.BitsPerElement() / 8, 0);
    }

    private static Shape ShapeOf(string text, string name)
    {
        if (text.Length < 2 || text[0] != '(' || text[^1] != ')') throw Malformed(name, $"the shape is {Short(text)}");
        var extents = new List<int>();
        long count = 1;
        foreach (string part in text[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out int extent) || extents.Count >= 64)
                throw Malformed(name, $"the shape is {Short(text)}");
            extents.Add(extent);
            count = extent == 0 ? 0 : count > long.MaxValue / 64 / extent ? throw Malformed(name, $"the shape is {Short(text)}") : count * extent;
        }
        return new Shape(extents.ToArray());
    }

    /// <summary>The text of a dictionary's value, up to the comma or brace that ends it outside quotes and brackets.</summary>
    private static string Item(string dictionary, string key, string name)
    {
        int at = dictionary.IndexOf($"'{key}'", StringComparison.Ordinal);
        if (at < 0) at = dictionary.IndexOf($"\"{key}\"", StringComparison.Ordinal);
        int colon = at < 0 ? -1 : dictionary.IndexOf(':', at);
        if (colon < 0) throw Malformed(name, $"'{key}' is missing");
        int depth = 0;
        char quote = '\0';
        for (int i = colon + 1; i < dictionary.Length; i++)
        {
            char c = dictionary[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '\'' or '"') quote = c;
            else if (c is '(' or '[') depth++;
            else if (c is ')' or ']') depth--;
            else if (depth == 0 && c is (',' or '}')) return dictionary[(colon + 1)..i].Trim();
        }
        throw Malformed(name, $"'{key}' does not end");
    }

    private static InvalidDataException Malformed(string name, string what) =>
        new($"{name}: the .npy header is malformed: {what}. The file is damaged; write it again with numpy.save.");

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static void ReadExactly(Stream stream, Span<byte> target, string name)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw new InvalidDataException($"{name}: the file ends within the .npy header. Write or fetch it again.");
    }
}
