namespace Frugal.Graphs.Operators;

/// <summary>One element that a sampled position reads along an axis.</summary>
/// <param name="Index">Its index, or −1 where it lies outside and counts as zero.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Slope">The derivative of the weight with respect to the position.</param>
internal readonly record struct GridTap(int Index, double Weight, double Slope);
