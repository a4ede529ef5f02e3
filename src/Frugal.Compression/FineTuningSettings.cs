namespace Frugal.Compression;

/// <summary>Settings of <see cref="FineTuning"/>.</summary>
public sealed record FineTuningSettings : MethodSettings
{
    /// <summary>How long and how fast to train.</summary>
    public TrainingBudget Training { get; set; } = new();

    internal override double TrainedEpochs => Training.Epochs ?? 0;

    /// <inheritdoc/>
    public override CompressionMethod ToMethod() => FineTuning.Instance;
}
