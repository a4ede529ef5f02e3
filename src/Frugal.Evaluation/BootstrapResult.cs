namespace Frugal.Evaluation;

/// <summary>A mean and how sure it is.</summary>
/// <param name="Mean">The mean of the sample.</param>
/// <param name="StandardError">The deviation of the resampled means.</param>
/// <param name="Interval">The percentile interval of the resampled means at 95 %.</param>
public readonly record struct BootstrapResult(double Mean, double StandardError, Interval Interval);
