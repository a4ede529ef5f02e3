using System.Runtime.InteropServices;
using System.Text;
using Frugal.Tensors;

namespace Frugal.Graphs.Onnx;

/// <summary>The bytes of a file, where its neighbours are, and the account of what it has asked for so far.</summary>
internal sealed class OnnxSource
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly int origin;
    private long tensorBytes;
    private int items;

    /// <summary>A source over bytes that must not change while tensors made from it are in use.</summary>
    /// <param name="buffer">The array that holds the bytes.</param>
    /// <param name="all">Which part of it is the file.</param>
    /// <param name="folder">Where external data may lie; null when the bytes came from no file.</param>
    /// <param name="limits">What the file may ask for.</param>
    public OnnxSource(byte[] buffer, ByteRange all, string? folder, ReadLimits limits)
    {
        Buffer = buffer;
        All = all;
        Folder = folder;
        Limits = limits;
        origin = all.Start;
    }

    public byte[] Buffer { get; }

    public ByteRange All { get; }

    public string? Folder { get; }

    public ReadLimits Limits { get; }

    /// <summary>Reads a file into a 64-byte aligned array.</summary>
    public static OnnxSource Open(string path, ReadLimits limits)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return file.CanSeek && file.Length > 0 ? ReadKnownLength(file, folder, limits) : ReadToEnd(file, folder, limits);
    }

    /// <summary>Reads a stream to its end.</summary>
    public static OnnxSource ReadToEnd(Stream stream, string? folder, ReadLimits limits)
    {
        using var collected = new MemoryStream();
        byte[] chunk = new byte[1 << 16];
        for (int read; (read = stream.Read(chunk)) > 0;)
        {
            CheckFileLength(collected.Length + read, limits);
            collected.Write(chunk, 0, read);
        }
        return Copy(collected.GetBuffer().AsSpan(0, (int)collected.Length), folder, limits);
    }

    /// <summary>A source over a copy of bytes.</summary>
    public static OnnxSource Copy(ReadOnlySpan<byte> bytes, string? folder, ReadLimits limits)
    {
        CheckFileLength(bytes.Length, limits);
        var (buffer, start) = Allocate(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(start));
        return new OnnxSource(buffer, new ByteRange(start, bytes.Length), folder, limits);
    }

    public Span<byte> Bytes(ByteRange range) => Buffer.AsSpan(range.Start, range.Length);

    /// <summary>The text of a range, which must be UTF-8.</summary>
    public string Text(ByteRange range)
    {
        if (range.Length == 0) return "";
        CountItems(1, range.Start);
        return TryText(range) ?? throw Fail(range.Start, "a text is not valid UTF-8");
    }

    /// <summary>The text of a range, or null when it is not UTF-8.</summary>
    public string? TryText(ByteRange range)
    {
        try
        {
            return StrictUtf8.GetString(Bytes(range));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    public void CountItems(long count, int position)
    {
        if (count > Limits.MaximumItems - items) throw Fail(position, $"the file holds more than {Limits.MaximumItems:N0} nodes, values and names");
        items += (int)count;
    }

    /// <summary>Accounts for a tensor before it is allocated.</summary>
    public void CountTensorBytes(long count, int position)
    {
        if (count > Limits.MaximumTensorBytes - tensorBytes)
            throw Fail(position, $"the tensors need more than the {Limits.MaximumTensorBytes:N0} bytes that are allowed");
        tensorBytes += count;
    }

    /// <summary>An exception that says where in the file something is wrong; to be thrown.</summary>
    public InvalidModelException Fail(int position, string problem) => new($"{problem} (at byte {position - origin})");

    private static OnnxSource ReadKnownLength(FileStream file, string? folder, ReadLimits limits)
    {
        CheckFileLength(file.Length, limits);
        int length = (int)file.Length;
        var (buffer, start) = Allocate(length);
        int read = file.ReadAtLeast(buffer.AsSpan(start, length), length, throwOnEndOfStream: false);
        return new OnnxSource(buffer, new ByteRange(start, read), folder, limits);
    }

    private static void CheckFileLength(long length, ReadLimits limits)
    {
        long allowed = Math.Min(limits.MaximumFileBytes, Array.MaxLength - DenseTensor.Alignment);
        if (length > allowed) throw new InvalidModelException($"A model file may have at most {allowed:N0} bytes; this one has more.");
    }

    private static (byte[] Buffer, int Start) Allocate(int length)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(length + DenseTensor.Alignment, pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(buffer, 0);
        return (buffer, (int)((DenseTensor.Alignment - address % DenseTensor.Alignment) % DenseTensor.Alignment));
    }
}
