namespace Frugal.Compression;

/// <summary>What a method is doing.</summary>
/// <param name="Text">In words.</param>
/// <param name="Share">How far, 0 to 1; NaN where that cannot be said.</param>
/// <param name="Loss">The training loss, or NaN.</param>
public sealed record JobActivity(string Text, double Share, double Loss = double.NaN);
