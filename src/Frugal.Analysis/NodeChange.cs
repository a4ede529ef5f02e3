namespace Frugal.Analysis;

/// <summary>A node that is not the same in two networks.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">In the first network; null: it is new.</param>
/// <param name="After">In the second; null: it is gone.</param>
/// <param name="Differences">In words what differs where both have it.</param>
public sealed record NodeChange(string Name, LayerAnalysis? Before, LayerAnalysis? After, IReadOnlyList<string> Differences);
