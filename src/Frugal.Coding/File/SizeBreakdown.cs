namespace Frugal.Coding;

/// <summary>Where the bytes of a file are.</summary>
/// <param name="TotalBytes">The whole file.</param>
/// <param name="GraphBytes">Nodes, names, shapes, metadata.</param>
/// <param name="ChecksumBytes">Checksums.</param>
/// <param name="Leaves">The stored tensors, in the order of the graph.</param>
public sealed record SizeBreakdown(long TotalBytes, long GraphBytes, long ChecksumBytes, IReadOnlyList<LeafSize> Leaves)
{
    /// <summary>Which weights are not zero.</summary>
    public long PositionBytes => Leaves.Where(l => l.Role == LeafRole.Weight).Sum(l => l.PositionBytes);

    /// <summary>Weights, or their indices, without the positions.</summary>
    public long ValueBytes => Of(LeafRole.Weight) - PositionBytes;

    /// <summary>Codebooks of weights and biases.</summary>
    public long CodebookBytes => Of(LeafRole.Codebook);

    /// <summary>Biases and other vectors, or their indices.</summary>
    public long BiasBytes => Of(LeafRole.Bias);

    /// <summary>Magic, version, lengths, other tensors.</summary>
    public long OtherBytes => TotalBytes - GraphBytes - ChecksumBytes - PositionBytes - ValueBytes - CodebookBytes - BiasBytes;

    private long Of(LeafRole role) => Leaves.Where(l => l.Role == role).Sum(l => l.Bytes);
}
