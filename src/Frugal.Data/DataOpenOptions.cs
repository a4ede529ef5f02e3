namespace Frugal.Data;

/// <summary>What <see cref="DataSets.Open"/> cannot know from the files.</summary>
public sealed record DataOpenOptions
{
    /// <summary>A file of labels for data that have none of their own: IDX, .npy, or CSV with a column <c>label</c>.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>The number of classes; the largest label of all parts plus one if not given.</summary>
    public int? ClassCount { get; init; }
}
