using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Coding;

/// <summary>Bytes of one tensor of codebook indices or quantized weights in several codes, tables included, codebook not.</summary>
/// <param name="HuffmanFiveBitIndex">Huffman codes of values and of relative positions of 5 bits.</param>
/// <param name="HuffmanBestIndex">The same with the best width of the positions.</param>
/// <param name="BestIndexWidth">That width in bits.</param>
/// <param name="StaticEntropy">rANS with one probability for each symbol, zero among them, and its table of 14 bits for each symbol.</param>
/// <param name="Adaptive">The adaptive range coder with mixed contexts.</param>
public sealed record CodingComparison(int HuffmanFiveBitIndex, int HuffmanBestIndex, int BestIndexWidth, int StaticEntropy, int Adaptive)
{
    /// <summary>Codes a tensor in all ways.</summary>
    /// <param name="indices">Integers of a range below 4,096.</param>
    /// <param name="zero">The integer that stands for zero.</param>
    /// <param name="negatives">How many of the other indices, in their order, stand for negative values, where that is known.</param>
    /// <exception cref="ArgumentException">The tensor holds no such integers.</exception>
    public static CodingComparison Of(DenseTensor indices, int zero = 0, int? negatives = null)
    {
        var adaptiveCoder = LeafCoders.ById(1);
        if (!adaptiveCoder.Accepts(indices)) throw new ArgumentException($"{indices} does not hold integers of a small range.");
        int[] symbols = ZeroFirst(indices.ToLongs(), zero);
        int five = HuffmanIndexStream.EncodeBits(symbols, 5).Length, best = int.MaxValue, bestWidth = 0;
        for (int width = RelativeIndex.SmallestWidth; width <= RelativeIndex.LargestWidth; width++)
        {
            int size = HuffmanIndexStream.EncodeBits(symbols, width).Length;
            if (size < best) (best, bestWidth) = (size, width);
        }
        long[] counts = SymbolStatistics.Counts(symbols, symbols.Max() + 1);
        int tableBytes = (counts.Length * Rans.DefaultScaleBits + 7) / 8;
        int entropy = Rans.Encode(symbols, Rans.Normalize(counts)).Length + tableBytes;
        var writer = new LeafWriter();
        adaptiveCoder.Encode(indices, new LeafHint(zero, negatives), writer);
        return new CodingComparison(five, best, bestWidth, entropy, writer.Finish().Length);
    }

    /// <summary>The sums over several tensors; the width is 0 where it differs.</summary>
    public static CodingComparison Sum(IEnumerable<CodingComparison> comparisons) =>
        comparisons.Aggregate((a, b) => new CodingComparison(a.HuffmanFiveBitIndex + b.HuffmanFiveBitIndex, a.HuffmanBestIndex + b.HuffmanBestIndex,
            a.BestIndexWidth == b.BestIndexWidth ? a.BestIndexWidth : 0, a.StaticEntropy + b.StaticEntropy, a.Adaptive + b.Adaptive));

    /// <summary>Symbols 0, 1, 2, … of which 0 is the zero and the others keep their order.</summary>
    private static int[] ZeroFirst(long[] values, long zero)
    {
        long minimum = Math.Min(zero, values.DefaultIfEmpty(zero).Min());
        return Array.ConvertAll(values, v => (int)(v == zero ? 0 : v < zero ? v - minimum + 1 : v - minimum));
    }
}
