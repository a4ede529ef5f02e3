namespace Frugal.Data;

/// <summary>The checksum of PNG chunks: polynomial 0xEDB88320 reflected, all ones at the start, inverted at the end (ISO 3309).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n =>
    {
        uint c = (uint)n;
        for (int k = 0; k < 8; k++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint c = 0xFFFFFFFF;
        foreach (byte b in bytes) c = Table[(byte)(c ^ b)] ^ (c >> 8);
        return ~c;
    }
}
