using System.Security.Cryptography;

namespace Frugal.Coding;

/// <summary>
/// The parts that a file consists of: the length in seven bits a byte, the first four bytes of a SHA-256, the content. The hash goes over the
/// checksum of the part before and the content, so that parts of two files cannot be mixed.
/// </summary>
internal static class FilePart
{
    /// <summary>Bytes of a checksum.</summary>
    public const int ChecksumLength = 4;

    /// <summary>Appends a part.</summary>
    /// <returns>Its checksum, for the next part.</returns>
    public static byte[] Write(Wire file, byte[] content, ReadOnlySpan<byte> previousChecksum)
    {
        byte[] checksum = ChecksumOf(content, previousChecksum);
        file.Varint((ulong)content.Length).Raw(checksum).Raw(content);
        return checksum;
    }

    /// <summary>Finds all parts of a file and proves that they are what was written, before anything of them is interpreted.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">Where the first part begins.</param>
    /// <param name="place">What was being looked at, for the message of an exception.</param>
    /// <returns>Where the content of each part lies; at least one.</returns>
    /// <exception cref="InvalidDataException">A part is cut off or altered, or bytes follow that are no part.</exception>
    public static List<Range> ReadAll(ReadOnlySpan<byte> file, int start, out string place)
    {
        var parts = new List<Range>();
        byte[] checksum = [];
        int position = start;
        do
        {
            place = parts.Count == 0 ? "the graph" : $"part {parts.Count} of the tensors";
            ulong length = WireField.Varint(file, ref position, file.Length);
            if (file.Length - position < ChecksumLength || length > (ulong)(file.Length - position - ChecksumLength))
                throw new InvalidDataException("the file ends before it does");
            ReadOnlySpan<byte> stored = file.Slice(position, ChecksumLength);
            position += ChecksumLength;
            Range content = position..(position + (int)length);
            checksum = ChecksumOf(file[content], checksum);
            if (!stored.SequenceEqual(checksum)) throw new InvalidDataException("its checksum is wrong, so that its bytes are not those that were written");
            parts.Add(content);
            position += (int)length;
        }
        while (position < file.Length);
        return parts;
    }

    private static byte[] ChecksumOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(content);
        return hash.GetHashAndReset()[..ChecksumLength];
    }
}
