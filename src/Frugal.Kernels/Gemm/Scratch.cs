namespace Frugal.Kernels;

/// <summary>
/// Hands out 64-byte aligned pieces of the caller's scratch memory, pinned by the caller. Only for what lives as long as the pin: memory that
/// outlives it (a workspace) may have moved, and then its aligned places have moved too.
/// </summary>
internal unsafe ref struct Scratch(byte* start, long length)
{
    private const int Alignment = 64;

    private byte* next = Align(start);
    private readonly byte* end = start + length;

    /// <summary>Bytes to ask for so that arrays of these numbers of floats fit.</summary>
    public static long Bytes(params ReadOnlySpan<long> floats)
    {
        long bytes = Alignment;
        foreach (long count in floats) bytes += Rounded(count);
        return bytes;
    }

    /// <summary>Bytes of one array, up to the next multiple of the alignment.</summary>
    public static long Rounded(long floats) => (floats * sizeof(float) + Alignment - 1) / Alignment * Alignment;

    /// <summary>The next piece.</summary>
    public float* Floats(long count)
    {
        byte* piece = next;
        next += Rounded(count);
        if (next > end) throw new ArgumentException("The scratch memory is smaller than the plan's ScratchBytes or WorkspaceBytes: allocate what the plan asks for.");
        return (float*)piece;
    }

    private static byte* Align(byte* p) => (byte*)(((nuint)p + Alignment - 1) & ~(nuint)(Alignment - 1));
}
