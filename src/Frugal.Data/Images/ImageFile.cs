namespace Frugal.Data;

/// <summary>Picks the decoder of an image file by its first bytes.</summary>
internal static class ImageFile
{
    private static readonly string[] Endings = [".png", ".pbm", ".pgm", ".ppm", ".pnm", ".jpg", ".jpeg"];

    public static bool LooksLike(string path) => Endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    public static Image Read(string path) => Decode(path, DataFile.ReadAll(path));

    public static Image Decode(string path, byte[] content)
    {
        if (PngDecoder.LooksLike(content)) return new PngDecoder(path, content).Decode();
        if (PnmDecoder.LooksLike(content)) return new PnmDecoder(path, content).Decode();
        if (content.Length > 2 && content[0] == 0xFF && content[1] == 0xD8) return TurboJpeg.Decode(path, content);
        throw new DataException(path, "this is no PNG, PNM or JPEG image", "Convert it to PNG");
    }
}
