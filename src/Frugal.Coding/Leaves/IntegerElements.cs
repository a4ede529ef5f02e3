using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>Integers into tensors of any integer or boolean type, in place: decoders know the tensor before its values.</summary>
internal static class IntegerElements
{
    /// <summary>Fills a tensor with <paramref name="symbols"/> + <paramref name="offset"/>, wrapped to its type.</summary>
    public static void Fill(DenseTensor into, ReadOnlySpan<ushort> symbols, long offset)
    {
        if (into.Type is ElementType.UInt4 or ElementType.Int4) into.Bytes.Clear();
        for (int i = 0; i < symbols.Length; i++) Set(into, i, symbols[i] + offset);
    }

    /// <summary>Sets an element, wrapped to the type; an element of a packed type must be zero before.</summary>
    public static void Set(DenseTensor into, int index, long value)
    {
        Span<byte> bytes = into.Bytes;
        int size = into.Type.BitsPerElement() / 8;
        if (size == 0)
        {
            bytes[index / 2] |= (byte)((value & 15) << (index % 2 * 4));
            return;
        }
        for (int b = 0; b < size; b++) bytes[index * size + b] = (byte)(value >> (8 * b));
    }
}
