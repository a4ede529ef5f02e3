namespace Frugal.Graphs;

/// <summary>How <see cref="TrainingForm"/> rewrites a network.</summary>
public sealed record TrainingFormOptions
{
    /// <summary>Where normalisation takes its statistics from; <see cref="BatchNormalizationMode.Frozen"/> is right for fine-tuning.</summary>
    public BatchNormalizationMode BatchNormalization { get; init; } = BatchNormalizationMode.Frozen;

    /// <summary>Outputs, by name, that end in a softmax and shall give its logits instead, as losses want them.</summary>
    public IReadOnlyList<string> LogitsOf { get; init; } = [];

    /// <summary>The seed of dropout masks.</summary>
    public long Seed { get; init; }
}
