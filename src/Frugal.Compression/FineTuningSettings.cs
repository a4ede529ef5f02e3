namespace Frugal.Compression;

/// <summary>Settings of <see cref="FineTuning"/>.</summary>
public sealed record FineTuningSettings : MethodSettings
{
    /// <summary>How long and how fast to train.</summary>
    public TrainingBudget Training { get; init; } = new();

    /// <inheritdoc/>
    public override CompressionMethod Method => FineTuning.Instance;
}
