namespace Frugal.Graphs.Architectures;

/// <summary>What can be chosen when an <see cref="Architecture"/> is built.</summary>
public sealed record ArchitectureSettings
{
    /// <summary>Channels, height and width of one sample; null for the architecture's own.</summary>
    public IReadOnlyList<int>? InputShape { get; init; }

    /// <summary>The number of classes; null for the architecture's own.</summary>
    public int? Classes { get; init; }

    /// <summary>The seed of the initial weights. Each weight has a random stream of its own, split by its name.</summary>
    public ulong Seed { get; init; }
}
