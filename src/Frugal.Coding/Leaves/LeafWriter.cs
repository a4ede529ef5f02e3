namespace Frugal.Coding;

/// <summary>What leaf coders write to: one range-coded stream that all leaves of a part share, and bytes that need no coding.</summary>
internal sealed class LeafWriter
{
    private readonly List<byte> raw = [];

    /// <summary>The range-coded stream.</summary>
    public BinaryRangeEncoder Encoder { get; } = new();

    /// <summary>The bytes so far, about.</summary>
    public long ByteCount => Encoder.ByteCount + raw.Count;

    /// <summary>Models code through this.</summary>
    public EncodingCoder Coder => new(Encoder);

    /// <summary>Appends bytes that need no coding.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => raw.AddRange(bytes);

    /// <summary>The part: the length of the raw bytes (none is one zero byte), these, and the coded stream to the end.</summary>
    public byte[] Finish()
    {
        var part = new List<byte>();
        for (uint length = (uint)raw.Count; ; length >>= 7)
        {
            part.Add((byte)(length < 128 ? length : length | 128));
            if (length < 128) break;
        }
        part.AddRange(raw);
        part.AddRange(Encoder.Finish());
        return [.. part];
    }
}
