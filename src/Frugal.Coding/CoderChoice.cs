namespace Frugal.Coding;

/// <summary>How leaves are written to a file.</summary>
public enum CoderChoice
{
    /// <summary>Each leaf in the shortest way; nearly always an adaptive coder.</summary>
    Smallest,

    /// <summary>Indices with Huffman codes and relative positions of 5 bits, as in "Deep Compression" (Han, Mao, Dally 2016); for comparison.</summary>
    HuffmanFiveBitIndex,

    /// <summary>As <see cref="HuffmanFiveBitIndex"/>, with the best width of the positions for each leaf.</summary>
    HuffmanBestIndex,

    /// <summary>All leaves as they are in memory.</summary>
    Raw,
}
