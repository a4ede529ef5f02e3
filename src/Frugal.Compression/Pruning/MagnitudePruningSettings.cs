namespace Frugal.Compression;

/// <summary>Settings of <see cref="MagnitudePruning"/>.</summary>
public sealed record MagnitudePruningSettings : MethodSettings
{
    /// <summary>The share of weights kept after the first round. Default 0.05; doubled while it is not good enough.</summary>
    public double StartDensity { get; set; } = 0.05;

    /// <summary>The factor on the density from round to round. Default 0.6.</summary>
    public double Factor { get; set; } = 0.6;

    /// <summary>The most rounds. Default 3.</summary>
    public int MaximumRounds { get; set; } = 3;

    /// <summary>Whether each round of the search begins with the dense network; else with the last good one, as in iterative pruning. Default: with the dense one.</summary>
    public bool FromDense { get; set; } = true;

    /// <summary>Layers with fewer weights than this stay dense. Default 500.</summary>
    public int SmallestLayer { get; set; } = 500;

    /// <summary>The share of a round in which weights are removed, more and more slowly; the rest only retrains. Default 0.6.</summary>
    public double RemovalShare { get; set; } = 0.6;

    /// <summary>Training in each round.</summary>
    public TrainingBudget Training { get; set; } = new();

    /// <summary>The share of each weight tensor that is kept, round by round; null: from the sensitivity analysis, as many rounds as the allowance permits.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>>? Rounds { get; set; }

    internal override double TrainedEpochs => (Training.Epochs ?? 0) * (Rounds?.Count ?? 0);

    /// <inheritdoc/>
    public override CompressionMethod ToMethod() => MagnitudePruning.Instance;
}
