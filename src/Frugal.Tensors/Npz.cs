using System.IO.Compression;

namespace Frugal.Tensors;

/// <summary>Several named arrays in one file: a zip archive of .npy files, as <c>numpy.savez</c> writes it.</summary>
public static class Npz
{
    /// <summary>Deflate cannot shrink anything by more than this factor, so an entry that claims more is damaged.</summary>
    private const long LargestDeflateRatio = 1032;

    private const string Suffix = ".npy";

    /// <summary>Reads all arrays of a file; entries that are no .npy are skipped.</summary>
    /// <exception cref="InvalidDataException">It is no zip archive, or an array in it is damaged; the message says what.</exception>
    public static IReadOnlyDictionary<string, DenseTensor> Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads all arrays of a seekable stream; entries that are no .npy are skipped.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="InvalidDataException">It is no zip archive, or an array in it is damaged; the message says what.</exception>
    public static IReadOnlyDictionary<string, DenseTensor> Read(Stream stream, string name)
    {
        var arrays = new Dictionary<string, DenseTensor>(StringComparer.Ordinal);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(Suffix, StringComparison.Ordinal)) continue;
                using Stream content = entry.Open();
                long limit = Math.Min(entry.Length, 1024 + entry.CompressedLength * LargestDeflateRatio);
                arrays[entry.FullName[..^Suffix.Length]] = Npy.Read(content, limit, $"{name}, {entry.FullName}");
            }
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: it is no zip archive or damaged ({error.Message}). Write it again with numpy.savez.", error);
        }
        return arrays;
    }

    /// <summary>Writes arrays to a file. The same arrays give the same bytes.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <param name="arrays">Names and arrays, in the order in which they are to stand.</param>
    /// <param name="level">How hard to compress; stored as they are by default, as <c>numpy.savez</c> does.</param>
    /// <exception cref="NotSupportedException">NumPy has no such element type.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, DenseTensor>> arrays, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using FileStream stream = File.Create(path);
        Write(stream, arrays, level);
    }

    /// <summary>Writes arrays to a stream. The same arrays give the same bytes.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="arrays">Names and arrays, in the order in which they are to stand.</param>
    /// <param name="level">How hard to compress; stored as they are by default.</param>
    /// <exception cref="NotSupportedException">NumPy has no such element type.</exception>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, DenseTensor>> arrays, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, DenseTensor tensor) in arrays)
        {
            ZipArchiveEntry entry = archive.CreateEntry(name + Suffix, level);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // no clock in the file
            using Stream content = entry.Open();
            Npy.Write(content, tensor);
        }
    }
}
