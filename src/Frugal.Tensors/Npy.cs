using System.Buffers.Binary;

namespace Frugal.Tensors;

/// <summary>
/// Arrays in NumPy's .npy format, versions 1 to 3 (NumPy Enhancement Proposal 1). Read: booleans, integers, float16 to float64 and
/// texts, little- and big-endian, C and Fortran order (turned into C order). Written: version 1 (texts beyond Latin-1 in field names
/// do not occur), little-endian, C order. bfloat16 and 4-bit integers do not exist in NumPy.
/// </summary>
public static class Npy
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is damaged or holds something else than a plain array; the message says what.</exception>
    public static DenseTensor Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, stream.Length, path);
    }

    /// <summary>Reads an array from a stream up to its last value.</summary>
    /// <param name="stream">Where to read; need not be seekable.</param>
    /// <param name="limit">How many bytes the stream can give at most: an array that claims more is refused before memory is allocated.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="InvalidDataException">It is damaged or holds something else than a plain array; the message says what.</exception>
    public static DenseTensor Read(Stream stream, long limit, string name)
    {
        NpyHeader header = NpyHeader.Read(stream, name);
        long bytes = header.ElementBytes * header.Shape.Count;
        if (header.ElementBytes > 0 && header.Shape.Count > limit / header.ElementBytes || bytes > limit - header.Length)
        {
            throw new InvalidDataException($"{name}: the header announces {header.Shape} of {header.Description}, more than the file holds. "
                + "It is truncated or damaged; write it again.");
        }
        if (bytes > Array.MaxLength - DenseTensor.Alignment)
            throw new InvalidDataException($"{name}: an array of {bytes:N0} bytes is larger than the 2 GiB that one tensor may have. Split it.");
        return header.Type == ElementType.String ? ReadTexts(stream, header, (int)bytes, name) : ReadNumbers(stream, header, name);
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="NotSupportedException">NumPy has no such element type.</exception>
    public static void Write(string path, DenseTensor tensor)
    {
        using FileStream stream = File.Create(path);
        Write(stream, tensor);
    }

    /// <summary>Writes an array to a stream.</summary>
    /// <exception cref="NotSupportedException">NumPy has no such element type.</exception>
    public static void Write(Stream stream, DenseTensor tensor)
    {
        int[][]? texts = tensor.Type == ElementType.String ? [.. tensor.Strings.ToArray().Select(CodePoints)] : null;
        int width = texts is null ? 0 : Math.Max(1, texts.Max(t => (int?)t.Length) ?? 1);
        stream.Write(NpyHeader.Compose(tensor.Type, tensor.Shape, width));
        if (texts is null)
        {
            stream.Write(tensor.Bytes);
            return;
        }
        var field = new byte[4 * width];
        foreach (int[] text in texts)
        {
            Array.Clear(field);
            for (int i = 0; i < text.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(field.AsSpan(4 * i), text[i]);
            stream.Write(field);
        }
    }

    private static DenseTensor ReadNumbers(Stream stream, NpyHeader header, string name)
    {
        var tensor = DenseTensor.Zeros(header.Type, header.Shape);
        ReadFully(stream, tensor.Bytes, name);
        if (header.BigEndian) SwapBytes(tensor.Bytes, header.ElementBytes);
        if (header.Type == ElementType.Bool && tensor.Bytes.ContainsAnyExceptInRange<byte>(0, 1))
            throw new InvalidDataException($"{name}: a boolean is neither 0 nor 1. The file is damaged; write it again.");
        if (!header.FortranOrder || header.Shape.Rank < 2) return tensor;
        var ordered = DenseTensor.Zeros(header.Type, header.Shape);
        int size = header.ElementBytes, next = 0;
        foreach (long position in FortranPositions(header.Shape))
        {
            tensor.Bytes.Slice((int)position * size, size).CopyTo(ordered.Bytes[next..]);
            next += size;
        }
        return ordered;
    }

    private static DenseTensor ReadTexts(Stream stream, NpyHeader header, int bytes, string name)
    {
        var memory = new byte[bytes];
        ReadFully(stream, memory, name);
        var texts = new string[header.Shape.Count];
        for (int i = 0; i < texts.Length; i++) texts[i] = Text(memory.AsSpan(i * header.ElementBytes, header.ElementBytes), header, name);
        if (header.FortranOrder && header.Shape.Rank >= 2) texts = [.. FortranPositions(header.Shape).Select(p => texts[p])];
        return DenseTensor.OfStrings(texts, header.Shape);
    }

    /// <summary>A field of bytes (Latin-1) or of 32-bit code points, filled up with zeros.</summary>
    private static string Text(ReadOnlySpan<byte> field, NpyHeader header, string name)
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < field.Length; i += header.CharacterBytes)
        {
            int point = header.CharacterBytes == 1 ? field[i]
                : header.BigEndian ? BinaryPrimitives.ReadInt32BigEndian(field[i..]) : BinaryPrimitives.ReadInt32LittleEndian(field[i..]);
            if (!System.Text.Rune.IsValid(point)) throw new InvalidDataException($"{name}: {point} is no character. The file is damaged; write it again.");
            text.Append(new System.Text.Rune(point).ToString());
        }
        return text.ToString().TrimEnd('\0');
    }

    private static int[] CodePoints(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];

    /// <summary>For every element in C order, where it stands in Fortran order (first axis fastest).</summary>
    private static IEnumerable<long> FortranPositions(Shape shape)
    {
        var strides = new long[shape.Rank];
        long stride = 1;
        for (int axis = 0; axis < strides.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        var index = new int[shape.Rank];
        long position = 0;
        for (long i = 0; i < shape.Count; i++)
        {
            yield return position;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                position += strides[axis];
                if (++index[axis] < shape[axis]) break;
                position -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }

    private static void SwapBytes(Span<byte> bytes, int size)
    {
        for (int i = 0; i + size <= bytes.Length; i += size) bytes.Slice(i, size).Reverse();
    }

    private static void ReadFully(Stream stream, Span<byte> target, string name)
    {
        int read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read < target.Length)
        {
            throw new InvalidDataException($"{name}: the values end after {read:N0} of {target.Length:N0} bytes. "
                + "The file is truncated; write or fetch it again.");
        }
    }
}
