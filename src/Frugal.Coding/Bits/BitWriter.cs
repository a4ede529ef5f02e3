namespace Frugal.Coding;

/// <summary>Writes numbers of any width into bytes, the highest bit first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> bytes = [];
    private ulong pending;
    private int pendingBits;

    /// <summary>The bits written so far.</summary>
    public long BitCount => bytes.Count * 8L + pendingBits;

    /// <summary>Appends the low <paramref name="width"/> bits of a number; at most 32.</summary>
    public void Write(uint value, int width)
    {
        pending = (pending << width) | (value & (uint)((1UL << width) - 1));
        pendingBits += width;
        while (pendingBits >= 8)
        {
            pendingBits -= 8;
            bytes.Add((byte)(pending >> pendingBits));
        }
    }

    /// <summary>Appends a number of at least 1 in Elias' gamma code: as many zeros as its width minus one, then the number.</summary>
    public void WriteGamma(uint value)
    {
        int extra = System.Numerics.BitOperations.Log2(value);
        Write(0, extra);
        Write(value, extra + 1);
    }

    /// <summary>All bytes, the last filled up with zeros.</summary>
    public byte[] ToArray()
    {
        byte[] result = new byte[bytes.Count + (pendingBits > 0 ? 1 : 0)];
        bytes.CopyTo(result);
        if (pendingBits > 0) result[^1] = (byte)(pending << (8 - pendingBits));
        return result;
    }
}
