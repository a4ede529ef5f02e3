using System.Runtime.InteropServices;

namespace Frugal.Data;

/// <summary>
/// JPEG through the TurboJPEG interface of libjpeg-turbo, where it is installed. (The plain libjpeg interface reports errors by longjmp,
/// which must not cross managed frames.)
/// </summary>
internal static class TurboJpeg
{
    private const string Library = "libturbojpeg.so.0";
    private const string Advice = "The file is damaged; convert the image again";
    private const int PixelRgb = 0, PixelGray = 6, ColorspaceGray = 2, AccurateDct = 4096;

    /// <summary>Whether the library can be loaded on this machine.</summary>
    public static bool IsInstalled { get; } = NativeLibrary.TryLoad(Library, typeof(TurboJpeg).Assembly, null, out _);

    public static Image Decode(string path, byte[] content)
    {
        if (!IsInstalled)
        {
            throw new DataException(path, $"JPEG images need {Library}, which is not installed",
                "Install libjpeg-turbo (Debian, Ubuntu: apt-get install libturbojpeg0) or convert the images to PNG");
        }
        nint decoder = InitDecompress();
        if (decoder == 0) throw Bad(path, 0);
        try
        {
            if (DecompressHeader(decoder, content, (nuint)content.Length, out int width, out int height, out _, out int colorspace) != 0) throw Bad(path, decoder);
            if (width <= 0 || height <= 0) throw new DataException(path, "the JPEG ends before its first pixel", Advice);
            if ((long)width * height > Image.LargestPixelCount)
                throw new DataException(path, $"a size of {width}×{height} cannot be decoded", "Use smaller images");
            int channels = colorspace == ColorspaceGray ? 1 : 3;
            var interleaved = new byte[checked(channels * width * height)];
            int format = channels == 1 ? PixelGray : PixelRgb;
            // libjpeg-turbo also reports mere warnings as failure; truncated images are refused rather than filled with grey.
            if (Decompress(decoder, content, (nuint)content.Length, interleaved, width, 0, height, format, AccurateDct) != 0) throw Bad(path, decoder);
            return new Image(channels, height, width, channels == 1 ? interleaved : Planar(interleaved, width * height));
        }
        finally
        {
            Destroy(decoder);
        }
    }

    private static byte[] Planar(byte[] interleaved, int plane)
    {
        var planar = new byte[interleaved.Length];
        for (int i = 0; i < plane; i++)
        {
            planar[i] = interleaved[3 * i];
            planar[plane + i] = interleaved[3 * i + 1];
            planar[2 * plane + i] = interleaved[3 * i + 2];
        }
        return planar;
    }

    private static DataException Bad(string path, nint decoder) =>
        new(path, $"the JPEG cannot be decoded ({Marshal.PtrToStringUTF8(LastError(decoder))?.TrimEnd('.')})", Advice);

    [DllImport(Library, EntryPoint = "tjInitDecompress")]
    private static extern nint InitDecompress();

    [DllImport(Library, EntryPoint = "tjDecompressHeader3")]
    private static extern int DecompressHeader(nint decoder, byte[] content, nuint length, out int width, out int height, out int subsampling, out int colorspace);

    [DllImport(Library, EntryPoint = "tjDecompress2")]
    private static extern int Decompress(nint decoder, byte[] content, nuint length, [Out] byte[] target, int width, int pitch, int height, int format, int flags);

    [DllImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static extern nint LastError(nint decoder);

    [DllImport(Library, EntryPoint = "tjDestroy")]
    private static extern int Destroy(nint decoder);
}
