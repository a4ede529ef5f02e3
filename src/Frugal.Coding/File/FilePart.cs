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

    /// <summary>Takes the next part out of a file and proves that it is what was written.</summary>
    /// <exception cref="InvalidDataException">It is cut off or altered.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> file, ref int position, ref byte[] checksum)
    {
        ulong length = WireField.Varint(file, ref position, file.Length);
        if (file.Length - position < ChecksumLength || length > (ulong)(file.Length - position - ChecksumLength))
            throw new InvalidDataException("the file ends before it does");
        ReadOnlySpan<byte> stored = file.Slice(position, ChecksumLength), content = file.Slice(position + ChecksumLength, (int)length);
        byte[] expected = ChecksumOf(content, checksum);
        if (!stored.SequenceEqual(expected)) throw new InvalidDataException("its checksum is wrong, so that its bytes are not those that were written");
        position += ChecksumLength + (int)length;
        checksum = expected;
        return content;
    }

    private static byte[] ChecksumOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(content);
        return hash.GetHashAndReset()[..ChecksumLength];
    }
}
