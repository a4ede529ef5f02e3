using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Frugal.Tests.Data;

/// <summary>Writes PNG files of every kind, a different row filter for each row, as the specification describes encoding.</summary>
internal static class PngWriter
{
    /// <param name="samples">For each pixel all its samples, row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colorType">0, 2, 3, 4 or 6.</param>
    /// <param name="depth">Bits a sample.</param>
    /// <param name="interlaced">Whether Adam7 is used.</param>
    /// <param name="chunks">Further chunks before the pixels.</param>
    public static byte[] Write(int[] samples, int width, int height, int colorType, int depth, bool interlaced, params (string, byte[])[] chunks)
    {
        int perPixel = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var raw = new List<byte>();
        // Adam7 by its picture: the pass of every pixel of an 8×8 block.
        string[] picture = ["16462646", "77777777", "56565656", "77777777", "36463646", "77777777", "56565656", "77777777"];
        foreach (int pass in interlaced ? Enumerable.Range(1, 7) : [0])
        {
            byte[]? above = null;
            int filter = 0;
            for (int y = 0; y < height; y++)
            {
                int[] columns = [.. Enumerable.Range(0, width).Where(x => pass == 0 || picture[y % 8][x % 8] - '0' == pass)];
                if (columns.Length == 0) continue;
                byte[] row = Pack([.. columns.SelectMany(x => samples.AsSpan((y * width + x) * perPixel, perPixel).ToArray())], depth);
                raw.Add((byte)(filter % 5));
                raw.AddRange(Filter(row, above ?? new byte[row.Length], Math.Max(1, perPixel * depth / 8), filter++ % 5));
                above = row;
            }
        }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colorType, interlaced ? (byte)1 : (byte)0);
        byte[] compressed = Compress([.. raw]);
        int middle = compressed.Length / 2;
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. chunks.SelectMany(c => Chunk(c.Item1, c.Item2)),
            .. Chunk("IDAT", compressed[..middle]), .. Chunk("IDAT", compressed[middle..]), .. Chunk("IEND", [])];
    }

    public static byte[] Chunk(string type, byte[] body)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. body];
        var result = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(result, body.Length);
        named.CopyTo(result, 4);
        BinaryPrimitives.WriteUInt32BigEndian(result.AsSpan(result.Length - 4), Crc(named));
        return result;
    }

    /// <summary>The remainder of the polynomial division bit by bit, unlike the decoder's table.</summary>
    private static uint Crc(byte[] bytes)
    {
        uint c = uint.MaxValue;
        foreach (byte b in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool odd = ((c ^ (uint)(b >> bit)) & 1) != 0;
                c = odd ? (c >> 1) ^ 0xEDB88320 : c >> 1;
            }
        }
        return ~c;
    }

    private static byte[] Compress(byte[] raw)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal)) zlib.Write(raw);
        return target.ToArray();
    }

    private static byte[] Pack(int[] samples, int depth)
    {
        var row = new byte[(samples.Length * depth + 7) / 8];
        for (int i = 0; i < samples.Length; i++)
        {
            for (int bit = 0; bit < depth; bit++)
            {
                int at = i * depth + bit;
                if ((samples[i] >> (depth - 1 - bit) & 1) != 0) row[at / 8] |= (byte)(0x80 >> at % 8);
            }
        }
        return row;
    }

    private static byte[] Filter(byte[] row, byte[] above, int step, int filter) => [.. row.Select((value, i) =>
    {
        int a = i < step ? 0 : row[i - step], b = above[i], c = i < step ? 0 : above[i - step];
        int nearest = new[] { a, b, c }.MinBy(v => Math.Abs(a + b - c - v)); // the first of equals
        return (byte)(value - filter switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => nearest, _ => 0 });
    })];
}
