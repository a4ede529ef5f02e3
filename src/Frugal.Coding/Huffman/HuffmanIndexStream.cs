using System.Buffers.Binary;

namespace Frugal.Coding;

/// <summary>
/// The stream of one tensor of indices: number of symbols, width of the index, number of stored elements, both code tables, then gap and
/// value of each stored element.
/// </summary>
internal static class HuffmanIndexStream
{
    private const int LengthBytes = 4;

    /// <summary>The stream, its length before it.</summary>
    public static byte[] Encode(ReadOnlySpan<int> symbols, int width)
    {
        byte[] stream = EncodeBits(symbols, width);
        var framed = new byte[LengthBytes + stream.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, stream.Length);
        stream.CopyTo(framed, LengthBytes);
        return framed;
    }

    /// <summary>The stream without a length.</summary>
    public static byte[] EncodeBits(ReadOnlySpan<int> symbols, int width)
    {
        int alphabet = 1;
        foreach (int symbol in symbols) alphabet = Math.Max(alphabet, symbol + 1);
        (List<int> gaps, List<int> stored) = RelativeIndex.Encode(symbols, 0, width);
        HuffmanCode gapCode = HuffmanCode.ForCounts(SymbolStatistics.Counts([.. gaps], 1 << width));
        HuffmanCode valueCode = HuffmanCode.ForCounts(SymbolStatistics.Counts([.. stored], alphabet));
        var writer = new BitWriter();
        writer.WriteGamma((uint)alphabet);
        writer.Write((uint)width, 4);
        writer.WriteGamma((uint)gaps.Count + 1);
        gapCode.WriteTable(writer);
        valueCode.WriteTable(writer);
        for (int i = 0; i < gaps.Count; i++)
        {
            gapCode.Write(writer, gaps[i]);
            valueCode.Write(writer, stored[i]);
        }
        return writer.ToArray();
    }

    /// <summary>Reads a stream without its length.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Decode(ReadOnlySpan<byte> stream, Span<int> symbols)
    {
        var reader = new BitReader(stream);
        uint alphabet = reader.ReadGamma();
        int width = (int)reader.Read(4);
        uint count = reader.ReadGamma() - 1;
        if (alphabet > SymbolAlphabet.Largest || width is < RelativeIndex.SmallestWidth or > RelativeIndex.LargestWidth || count > symbols.Length)
            throw new InvalidDataException("the parameters of the Huffman stream are out of range");
        HuffmanCode gapCode = HuffmanCode.ReadTable(ref reader, 1 << width), valueCode = HuffmanCode.ReadTable(ref reader, (int)alphabet);
        int[] gaps = new int[count], stored = new int[count];
        for (int i = 0; i < gaps.Length; i++)
        {
            gaps[i] = gapCode.Read(ref reader);
            stored[i] = valueCode.Read(ref reader);
        }
        if (!reader.AtEnd) throw new InvalidDataException("the Huffman stream is longer than its message");
        RelativeIndex.Decode(gaps, stored, 0, symbols);
    }
}
