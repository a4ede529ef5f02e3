namespace Frugal.Coding;

/// <summary>Reads what <see cref="BitWriter"/> wrote, and never past the end of its bytes.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private long position;

    /// <summary>Whether fewer than eight bits are left and all are zero: nothing but the filling of the last byte.</summary>
    public readonly bool AtEnd => bytes.Length * 8L - position < 8 && PeekPadded(7) == 0;

    /// <summary>The next number of the given width; at most 32.</summary>
    /// <exception cref="InvalidDataException">Fewer bits are left.</exception>
    public uint Read(int width)
    {
        uint value = PeekPadded(width);
        Skip(width);
        return value;
    }

    /// <summary>The next bits without passing them, zeros standing for those behind the end; at most 32.</summary>
    public readonly uint PeekPadded(int width)
    {
        ulong window = 0;
        int first = (int)(position >> 3);
        for (int i = 0; i < 5; i++) window = (window << 8) | (first + i < bytes.Length ? bytes[first + i] : 0u);
        return (uint)((window >> (40 - (int)(position & 7) - width)) & ((1UL << width) - 1));
    }

    /// <summary>Passes bits.</summary>
    /// <exception cref="InvalidDataException">Fewer bits are left.</exception>
    public void Skip(int width)
    {
        position += width;
        if (position > bytes.Length * 8L) throw new InvalidDataException("the bit stream ends too early");
    }

    /// <summary>A number in Elias' gamma code.</summary>
    /// <exception cref="InvalidDataException">The code is longer than 32 bits' worth, or cut off.</exception>
    public uint ReadGamma()
    {
        int extra = 0;
        while (Read(1) == 0)
            if (++extra > 31) throw new InvalidDataException("a number in the bit stream is too long");
        return extra == 0 ? 1 : (1u << extra) | Read(extra);
    }
}
