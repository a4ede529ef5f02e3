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
