using System.Buffers.Binary;
using System.IO.Compression;

namespace Frugal.Data;

/// <summary>
/// PNG (ISO/IEC 15948, W3C "Portable Network Graphics", second edition): all colour types, bit depths and interlacing. Samples of fewer bits
/// are scaled to 0..255, of 16 bits rounded to 8; palettes are resolved; transparency is blended with white. Checksums are verified.
/// </summary>
internal sealed class PngDecoder(string path, byte[] content)
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>First column, first row, column step, row step of Adam7's seven passes.</summary>
    private static readonly (int X, int Y, int DX, int DY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private int width, height, depth, colorType, samples;
    private bool interlaced;
    private byte[]? palette, transparency;

    public static bool LooksLike(ReadOnlySpan<byte> content) => content.StartsWith(Signature);

    public Image Decode()
    {
        using MemoryStream compressed = ReadChunks();
        byte[] raw = Inflate(compressed);
        int channels = colorType is 0 or 4 ? 1 : 3;
        var pixels = new byte[checked(channels * width * height)];
        int position = 0;
        foreach ((int x0, int y0, int dx, int dy) in interlaced ? Adam7 : [(0, 0, 1, 1)])
        {
            int columns = (width - x0 + dx - 1) / dx, rows = (height - y0 + dy - 1) / dy;
            if (columns <= 0 || rows <= 0) continue;
            int stride = Stride(columns);
            Span<byte> pass = raw.AsSpan(position, rows * (stride + 1));
            Unfilter(pass, rows, stride);
            for (int r = 0; r < rows; r++)
                PlaceRow(pass.Slice(r * (stride + 1) + 1, stride), pixels, columns, (y0 + r * dy) * width + x0, dx, channels);
            position += rows * (stride + 1);
        }
        return new Image(channels, height, width, pixels);
    }

    private MemoryStream ReadChunks()
    {
        var compressed = new MemoryStream();
        int position = Signature.Length;
        while (true)
        {
            if (content.Length - position < 12) throw Bad("it is cut off");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(position));
            if (length > content.Length - position - 12) throw Bad("it is cut off");
            ReadOnlySpan<byte> type = content.AsSpan(position + 4, 4), body = content.AsSpan(position + 8, (int)length);
            uint stored = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(position + 8 + (int)length));
            if (Crc32.Of(content.AsSpan(position + 4, (int)length + 4)) != stored) throw Bad($"the checksum of a chunk at byte {position} is wrong");
            bool first = position == Signature.Length;
            if (first != type.SequenceEqual("IHDR"u8)) throw Bad("the header chunk is not where it belongs");
            if (first) ReadHeader(body);
            else if (type.SequenceEqual("PLTE"u8)) palette = body.ToArray();
            else if (type.SequenceEqual("tRNS"u8)) transparency = body.ToArray();
            else if (type.SequenceEqual("IDAT"u8)) compressed.Write(body);
            else if (type.SequenceEqual("IEND"u8)) break;
            else if ((type[0] & 0x20) == 0) throw Bad("it has a chunk that must be understood and is not known");
            position += 12 + (int)length;
        }
        CheckPalette();
        compressed.Position = 0;
        return compressed;
    }

    private void ReadHeader(ReadOnlySpan<byte> body)
    {
        if (body.Length != 13) throw Bad("the header has a wrong length");
        uint w = BinaryPrimitives.ReadUInt32BigEndian(body), h = BinaryPrimitives.ReadUInt32BigEndian(body[4..]);
        if (w == 0 || h == 0 || w > int.MaxValue || h > int.MaxValue || (long)w * h > Image.LargestPixelCount) throw Bad($"a size of {w}×{h} cannot be decoded");
        (width, height, depth, colorType) = ((int)w, (int)h, body[8], body[9]);
        bool allowed = (colorType, depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16) => true,
            _ => false,
        };
        if (!allowed || body[10] != 0 || body[11] != 0 || body[12] > 1) throw Bad($"colour type {colorType} with {depth} bits, or its compression, is not allowed");
        samples = colorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        interlaced = body[12] == 1;
    }

    private void CheckPalette()
    {
        if (colorType == 3 && (palette is null || palette.Length == 0 || palette.Length % 3 != 0 || palette.Length > 768)) throw Bad("the palette is missing or damaged");
        int needed = colorType switch { 0 => 2, 2 => 6, _ => 0 };
        if (transparency is not null && transparency.Length < needed) throw Bad("the transparency chunk is too short");
    }

    private int Stride(int columns) => checked((int)(((long)columns * samples * depth + 7) / 8));

    private byte[] Inflate(MemoryStream compressed)
    {
        long total = 0;
        foreach ((int x0, int y0, int dx, int dy) in interlaced ? Adam7 : [(0, 0, 1, 1)])
        {
            int columns = (width - x0 + dx - 1) / dx, rows = (height - y0 + dy - 1) / dy;
            if (columns > 0 && rows > 0) total += rows * (1L + Stride(columns));
        }
        if (total > Array.MaxLength || total > compressed.Length * 1032 + 1024) throw Bad("the pixels are cut off"); // deflate's largest ratio
        var raw = new byte[total];
        try
        {
            using var inflater = new ZLibStream(compressed, CompressionMode.Decompress);
            if (inflater.ReadAtLeast(raw, raw.Length, throwOnEndOfStream: false) < raw.Length) throw Bad("the pixels are cut off");
            inflater.ReadByte(); // reaches the checksum at the end
        }
        catch (InvalidDataException error)
        {
            throw new DataException(path, "the compressed pixels are damaged", Advice, error);
        }
        return raw;
    }

    private void Unfilter(Span<byte> pass, int rows, int stride)
    {
        int step = Math.Max(1, samples * depth / 8);
        Span<byte> above = new byte[stride];
        for (int r = 0; r < rows; r++)
        {
            byte filter = pass[r * (stride + 1)];
            Span<byte> row = pass.Slice(r * (stride + 1) + 1, stride);
            switch (filter)
            {
                case 0: break;
                case 1: for (int i = step; i < row.Length; i++) row[i] += row[i - step]; break;
                case 2: for (int i = 0; i < row.Length; i++) row[i] += above[i]; break;
                case 3: for (int i = 0; i < row.Length; i++) row[i] += (byte)(((i < step ? 0 : row[i - step]) + above[i]) / 2); break;
                case 4: for (int i = 0; i < row.Length; i++) row[i] += i < step ? above[i] : Paeth(row[i - step], above[i], above[i - step]); break;
                default: throw Bad($"filter {filter} does not exist");
            }
            above = row;
        }
    }

    /// <summary>Whichever of left, above, upper left is nearest to left + above − upper left, in this order.</summary>
    private static byte Paeth(byte left, byte above, byte corner)
    {
        int estimate = left + above - corner;
        int a = Math.Abs(estimate - left), b = Math.Abs(estimate - above), c = Math.Abs(estimate - corner);
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }

    private void PlaceRow(ReadOnlySpan<byte> row, byte[] pixels, int columns, int start, int step, int channels)
    {
        int plane = width * height, maximum = (1 << Math.Min(depth, 16)) - 1;
        Span<int> value = stackalloc int[4];
        for (int x = 0; x < columns; x++)
        {
            for (int s = 0; s < samples; s++) value[s] = SampleAt(row, x * samples + s);
            int target = start + x * step;
            int alpha = Alpha(value, maximum);
            for (int c = 0; c < channels; c++)
            {
                int eight = colorType == 3 ? PaletteEntry(value[0], c) : (value[c] * 255 + maximum / 2) / maximum;
                pixels[c * plane + target] = (byte)(alpha == 255 ? eight : (eight * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
    }

    private int SampleAt(ReadOnlySpan<byte> row, int index) => depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),
        _ => row[index * depth / 8] >> (8 - depth - index * depth % 8) & ((1 << depth) - 1),
    };

    private int PaletteEntry(int entry, int channel) =>
        3 * entry + channel < palette!.Length ? palette[3 * entry + channel] : throw Bad($"a pixel names palette entry {entry}, which does not exist");

    private int Alpha(ReadOnlySpan<int> value, int maximum)
    {
        if (colorType is 4 or 6) return (value[samples - 1] * 255 + maximum / 2) / maximum;
        if (transparency is null) return 255;
        if (colorType == 3) return value[0] < transparency.Length ? transparency[value[0]] : 255;
        for (int s = 0; s < samples; s++)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * s)) != value[s]) return 255;
        }
        return 0;
    }

    private const string Advice = "The PNG file is damaged; convert the image again";

    private DataException Bad(string problem) => new(path, problem, Advice);
}
