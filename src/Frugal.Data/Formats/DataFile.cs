using System.Buffers.Binary;
using System.IO.Compression;

namespace Frugal.Data;

/// <summary>Whole files in memory, gzip decompressed on the way.</summary>
internal static class DataFile
{
    /// <summary>Deflate cannot shrink anything by more than this factor (a match of 258 bytes costs at least 2 bits).</summary>
    private const long LargestDeflateRatio = 1032;

    public static byte[] ReadAll(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, $"it cannot be read ({error.Message.TrimEnd('.')})", "Check the path and the permissions", error);
        }
        bool isGzip = content.Length > 2 && content[0] == 0x1F && content[1] == 0x8B;
        return isGzip ? Decompress(path, content) : content;
    }

    /// <summary>The first bytes of a file, decompressed if it is gzip; fewer if it is shorter or damaged.</summary>
    public static byte[] ReadStart(string path, int count)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[2];
            bool isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
            file.Position = 0;
            using Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            var start = new byte[count];
            return start[..content.ReadAtLeast(start, count, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return []; // whoever then reads the whole file says what is wrong
        }
    }

    private static byte[] Decompress(string path, byte[] content)
    {
        const string advice = "The file is damaged or was not copied completely; fetch it again";
        // The trailer tells the size modulo 2^32. It is only a hint: it may lie, and a file may have several members.
        uint hint = content.Length < 18 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(content.Length - 4));
        try
        {
            using var source = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var target = new MemoryStream((int)Math.Min(hint, Math.Min(content.Length * LargestDeflateRatio, Array.MaxLength)));
            source.CopyTo(target, 1 << 16);
            if ((uint)target.Length != hint)
                throw new DataException(path, $"the gzip file announces {hint:N0} bytes but holds {target.Length:N0}", advice);
            return target.Length == target.GetBuffer().Length ? target.GetBuffer() : target.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new DataException(path, "the gzip file is truncated or damaged", advice, error);
        }
        catch (IOException error)
        {
            throw new DataException(path, "the decompressed file is larger than 2 GiB", "Split the data into smaller files", error);
        }
    }
}
