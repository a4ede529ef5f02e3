namespace Frugal.Analysis;

/// <summary>The measured time of a layer.</summary>
/// <param name="Milliseconds">Of one run.</param>
/// <param name="Kernel">What computes it.</param>
/// <param name="Fused">The layers computed in the same pass, by index.</param>
public sealed record LayerTime(double Milliseconds, string Kernel, IReadOnlyList<int> Fused);
