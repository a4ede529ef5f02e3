using System.Buffers.Binary;

namespace Frugal.Data;

/// <summary>
/// The Netpbm formats: P1/P4 bitmaps (1 = black), P2/P5 grey, P3/P6 colour, in text and binary, samples scaled from 0..maxval
/// (at most 65535) to 0..255 with rounding. (J. Poskanzer, Netpbm documentation, pbm, pgm, ppm.)
/// </summary>
internal sealed class PnmDecoder(string path, byte[] content)
{
    private int position = 2;

    public static bool LooksLike(ReadOnlySpan<byte> content) =>
        content.Length > 3 && content[0] == 'P' && content[1] is >= (byte)'1' and <= (byte)'6' && IsSpace(content[2]) | content[2] == '#';

    public Image Decode()
    {
        int kind = content[1] - '0';
        bool bitmap = kind is 1 or 4, text = kind <= 3;
        int channels = kind is 3 or 6 ? 3 : 1;
        int width = Number(), height = Number(), maximum = bitmap ? 1 : Number();
        if (width <= 0 || height <= 0 || (long)width * height > Image.LargestPixelCount) throw Bad($"a size of {width}×{height} cannot be decoded");
        if (maximum is <= 0 or > 65535) throw Bad($"a largest value of {maximum} is not allowed");
        if (!text) position++; // the one white-space character after the header
        RequirePixels(kind, width, height, channels, maximum);
        var pixels = new byte[checked(channels * width * height)];
        if (kind == 4) Bits(pixels, width, height);
        else Samples(pixels, channels, width * height, maximum, bitmap, text);
        return new Image(channels, height, width, pixels);
    }

    /// <summary>Refuses an image whose bytes cannot be there before memory is taken for it.</summary>
    private void RequirePixels(int kind, int width, int height, int channels, int maximum)
    {
        long samples = (long)channels * width * height;
        long least = kind switch
        {
            1 => samples,
            4 => (width + 7L) / 8 * height,
            5 or 6 => maximum > 255 ? 2 * samples : samples,
            _ => 2 * samples - 1, // a digit and a space
        };
        if (content.Length - position < least) throw Bad("the pixels are cut off");
    }

    private void Samples(byte[] pixels, int channels, int plane, int maximum, bool bitmap, bool text)
    {
        int size = maximum > 255 ? 2 : 1;
        for (int i = 0; i < plane; i++)
        {
            for (int c = 0; c < channels; c++)
            {
                int value = bitmap ? Digit() : text ? Number() : Binary(size);
                if (value > maximum) throw Bad($"a value of {value} is above the largest, {maximum}");
                pixels[c * plane + i] = bitmap ? (byte)(255 * (1 - value)) : (byte)((value * 255 + maximum / 2) / maximum);
            }
        }
    }

    private void Bits(byte[] pixels, int width, int height)
    {
        int stride = (width + 7) / 8;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int bit = content[position + y * stride + x / 8] >> (7 - x % 8) & 1;
                pixels[y * width + x] = (byte)(255 * (1 - bit));
            }
        }
    }

    private int Binary(int size)
    {
        int value = size == 1 ? content[position] : BinaryPrimitives.ReadUInt16BigEndian(content.AsSpan(position));
        position += size;
        return value;
    }

    /// <summary>A digit of a text bitmap; digits may stand without space between them.</summary>
    private int Digit()
    {
        SkipSpace();
        if (position >= content.Length) throw Bad("the pixels are cut off");
        int value = content[position++] - '0';
        return value is 0 or 1 ? value : throw Bad("a pixel is neither 0 nor 1");
    }

    private int Number()
    {
        SkipSpace();
        if (position >= content.Length) throw Bad("it is cut off");
        int start = position;
        long value = 0;
        while (position < content.Length && content[position] is >= (byte)'0' and <= (byte)'9' && value < int.MaxValue)
            value = value * 10 + content[position++] - '0';
        if (position == start || value > int.MaxValue) throw Bad($"a number is expected at byte {start}");
        return (int)value;
    }

    private void SkipSpace()
    {
        while (position < content.Length)
        {
            if (content[position] == '#')
            {
                while (position < content.Length && content[position] != '\n') position++;
            }
            else if (IsSpace(content[position])) position++;
            else return;
        }
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or 11 or 12;

    private DataException Bad(string problem) => new(path, problem, "The PNM file is damaged; convert the image again");
}
