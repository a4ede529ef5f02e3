using System.IO.Compression;
using System.Text;

namespace Frugal.Tests.Data;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("frugal-data-").FullName;

    public string Write(string name, byte[] content)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(content);
        return target.ToArray();
    }

    /// <summary>An IDX file of unsigned bytes.</summary>
    public static byte[] Idx(byte[] values, params int[] extents)
    {
        var file = new List<byte> { 0, 0, 8, (byte)extents.Length };
        foreach (int e in extents) file.AddRange([(byte)(e >> 24), (byte)(e >> 16), (byte)(e >> 8), (byte)e]);
        return [.. file, .. values];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
