namespace Frugal.Compression;

/// <summary>Settings of <see cref="WeightSharing"/>.</summary>
public sealed record WeightSharingSettings : MethodSettings
{
    /// <summary>The numbers of levels of a layer's non-zero weights to try, the smallest first. Default 15, 31, 63.</summary>
    public IReadOnlyList<int> LevelChoices { get; set; } = [15, 31, 63];

    /// <summary>The levels of a bias vector or another small tensor of one axis. Default 15.</summary>
    public int BiasLevels { get; set; } = 15;

    /// <summary>The levels of every layer; null: the first of the choices whose loss stays within the allowance (without data: 31).</summary>
    public int? Levels { get; set; }

    /// <summary>Where Lloyd's iteration starts, or exact clustering. Default exact.</summary>
    public Frugal.Clustering.ScalarKMeansStart Start { get; set; } = Frugal.Clustering.ScalarKMeansStart.Exact;

    /// <summary>Training of the centroids.</summary>
    public TrainingBudget Training { get; set; } = new();

    internal override double TrainedEpochs => Training.Epochs ?? 0;

    /// <inheritdoc/>
    public override CompressionMethod ToMethod() => WeightSharing.Instance;
}
