namespace Frugal.Compression;

/// <summary>A shared value and how many weights have it.</summary>
/// <param name="Value">The value.</param>
/// <param name="Count">The number of weights.</param>
public sealed record CentroidCount(float Value, int Count);
