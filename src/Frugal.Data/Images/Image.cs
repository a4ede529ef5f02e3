namespace Frugal.Data;

/// <summary>A decoded image of 8 bits a channel.</summary>
/// <param name="Channels">1 (grey) or 3 (red, green, blue).</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Pixels">Channel by channel, row by row.</param>
public sealed record Image(int Channels, int Height, int Width, byte[] Pixels)
{
    /// <summary>The largest number of pixels that is decoded: 2^28, 16,384 × 16,384.</summary>
    internal const long LargestPixelCount = 1 << 28;

    /// <summary>Decodes a PNG, PNM (P1 to P6) or JPEG file, told apart by their first bytes.</summary>
    /// <exception cref="DataException">The file is damaged, of another kind, or needs a library that is not installed.</exception>
    public static Image Read(string path) => ImageFile.Read(path);
}
