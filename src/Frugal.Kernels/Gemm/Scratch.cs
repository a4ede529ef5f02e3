namespace Frugal.Kernels;

/// <summary>Hands out 64-byte aligned pieces of the caller's scratch memory, pinned by the caller.</summary>
internal unsafe ref struct Scratch(byte* start, long length)
{
    private const int Alignment = 64;

    private byte* next = Align(start);
    private readonly byte* end = start + length;

    /// <summary>Bytes to ask for so that arrays of these numbers of floats fit.</summary>
    public static long Bytes(params ReadOnlySpan<long> floats)
    {
        long bytes = Alignment;
        foreach (long count in floats) bytes += (count * sizeof(float) + Alignment - 1) / Alignment * Alignment;
        return bytes;
    }

    /// <summary>The next piece.</summary>
    public float* Floats(long count)
    {
        byte* piece = next;
        next += (count * sizeof(float) + Alignment - 1) / Alignment * Alignment;
        if (next > end) throw new ArgumentException("The scratch memory is smaller than the plan's ScratchBytes or WorkspaceBytes: allocate what the plan asks for.");
        return (float*)piece;
    }

    private static byte* Align(byte* p) => (byte*)(((nuint)p + Alignment - 1) & ~(nuint)(Alignment - 1));
}
