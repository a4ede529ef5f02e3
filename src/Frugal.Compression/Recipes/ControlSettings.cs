namespace Frugal.Compression;

/// <summary>
/// The control of a run: the uncompressed network, trained on with the same data, augmentation and kind of schedule for as long as the result. It separates what
/// compression costs from what extra training gains.
/// </summary>
public sealed record ControlSettings
{
    /// <summary>How long and how fast to train. By default for as many epochs as one pruning round and the training of the centroids together.</summary>
    public TrainingBudget Training { get; set; } = new();
}
