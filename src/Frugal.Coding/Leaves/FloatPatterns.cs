using System.Buffers.Binary;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>The bit patterns of floating-point tensors.</summary>
internal static class FloatPatterns
{
    /// <summary>The patterns of all elements.</summary>
    public static ulong[] Of(DenseTensor tensor)
    {
        int size = tensor.Type.BitsPerElement() / 8;
        ReadOnlySpan<byte> bytes = tensor.Bytes;
        var patterns = new ulong[tensor.Count];
        for (int i = 0; i < patterns.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            patterns[i] = size switch
            {
                2 => BinaryPrimitives.ReadUInt16LittleEndian(element),
                4 => BinaryPrimitives.ReadUInt32LittleEndian(element),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(element),
            };
        }
        return patterns;
    }

    /// <summary>Sets the pattern of an element.</summary>
    public static void Set(DenseTensor into, int index, ulong pattern)
    {
        int size = into.Type.BitsPerElement() / 8;
        Span<byte> element = into.Bytes.Slice(index * size, size);
        for (int b = 0; b < size; b++) element[b] = (byte)(pattern >> (8 * b));
    }
}
