namespace Frugal.Training;

/// <summary>How a training run ended.</summary>
/// <param name="Steps">Updates made.</param>
/// <param name="History">All validations.</param>
/// <param name="Best">The best of them, or null.</param>
/// <param name="FinalLoss">The running mean of the training loss at the end.</param>
/// <param name="Stopped">Why it ended before its last step, or null.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TrainingResult(long Steps, IReadOnlyList<ValidationPoint> History, ValidationPoint? Best, double FinalLoss, string? Stopped, TimeSpan Elapsed);
