namespace Frugal.Evaluation;

/// <summary>How near a network's outputs are to the original's on the same samples, without any labels.</summary>
/// <param name="Count">The number of samples.</param>
/// <param name="Top1Agreement">The share of samples on which both put the same class first; NaN for outputs that are not classes.</param>
/// <param name="MeanKlDivergence">The mean Σ p ln(p/q) in nats, p the original's probabilities; NaN for outputs that are not classes.</param>
/// <param name="RelativeError">‖y − y₀‖ / ‖y₀‖ over all outputs; 0 if both are zero.</param>
/// <param name="LargestDifference">max |y − y₀|.</param>
public sealed record Fidelity(int Count, double Top1Agreement, double MeanKlDivergence, double RelativeError, double LargestDifference);
