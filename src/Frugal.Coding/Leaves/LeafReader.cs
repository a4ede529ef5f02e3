namespace Frugal.Coding;

/// <summary>Reads what a <see cref="LeafWriter"/> wrote, and never past the end of its part.</summary>
internal ref struct LeafReader
{
    private ReadOnlySpan<byte> raw;

    /// <summary>The range-coded stream; models decode through this.</summary>
    public DecodingCoder Coder;

    /// <summary>Starts a part.</summary>
    /// <exception cref="InvalidDataException">The length of its raw bytes is wrong.</exception>
    public LeafReader(ReadOnlySpan<byte> part)
    {
        ulong length = 0;
        int position = 0;
        for (int shift = 0; ; shift += 7)
        {
            if (position == part.Length || shift > 28) throw new InvalidDataException("the length of the uncoded bytes is damaged");
            byte next = part[position++];
            length |= (ulong)(next & 127) << shift;
            if (next < 128) break;
        }
        if (length > (ulong)(part.Length - position)) throw new InvalidDataException("the uncoded bytes are cut off");
        raw = part.Slice(position, (int)length);
        Coder = new DecodingCoder(part[(position + (int)length)..]);
    }

    /// <summary>The next bytes that needed no coding.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public ReadOnlySpan<byte> ReadRaw(int count)
    {
        if (count > raw.Length) throw new InvalidDataException("the uncoded bytes end too early");
        ReadOnlySpan<byte> bytes = raw[..count];
        raw = raw[count..];
        return bytes;
    }

    /// <summary>Proves that everything was read.</summary>
    /// <exception cref="InvalidDataException">Something is left over.</exception>
    public readonly void Finish()
    {
        Coder.Finish();
        if (!raw.IsEmpty) throw new InvalidDataException("uncoded bytes are left over");
    }
}
