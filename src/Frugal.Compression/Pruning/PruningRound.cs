namespace Frugal.Compression;

/// <summary>One accepted round of <see cref="MagnitudePruning"/>.</summary>
public sealed record PruningRound
{
    /// <summary>The share of each weight tensor that is kept.</summary>
    public IReadOnlyDictionary<string, double> Densities { get; set; } = new Dictionary<string, double>();

    /// <summary>Whether the round needed more training, twice its length again, before it was good enough.</summary>
    public bool Prolonged { get; set; }
}
