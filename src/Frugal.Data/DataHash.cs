using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Frugal.Tensors;

namespace Frugal.Data;

/// <summary>SHA-256 of data, by which recipes know them again.</summary>
public static class DataHash
{
    /// <summary>The hash of a file's content, decompressed if it is gzip; lower-case hexadecimal.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public static string OfFile(string path) => Convert.ToHexStringLower(SHA256.HashData(DataFile.ReadAll(path)));

    /// <summary>
    /// The hash of what a data set holds, whatever file it came from: type, sample shape, count, then for each sample its label
    /// (−1 without labels), channels, height and width as 32-bit little-endian numbers, and its values. Lower-case hexadecimal.
    /// </summary>
    public static string Of(DataSet data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{data.ElementType.DisplayName()}{data.SampleShape}*{data.Count}\n"));
        var buffer = new SampleBuffer();
        Span<byte> header = stackalloc byte[16];
        for (int i = 0; i < data.Count; i++)
        {
            Sample sample = data.GetSample(i, buffer);
            BinaryPrimitives.WriteInt32LittleEndian(header, data.HasLabels ? data.Label(i) : -1);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], sample.Channels);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], sample.Height);
            BinaryPrimitives.WriteInt32LittleEndian(header[12..], sample.Width);
            hash.AppendData(header);
            hash.AppendData(sample.Bytes);
            hash.AppendData(MemoryMarshal.AsBytes(sample.Numbers));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
