namespace Frugal.Training;

/// <summary>Where a training run stands.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="TotalSteps">Updates of the whole run.</param>
/// <param name="Epoch">Passes over the data made, with fraction.</param>
/// <param name="Loss">The running mean of the loss (exponential, 0.98).</param>
/// <param name="TrainAccuracy">The running share of right answers in training; NaN without labels.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="Validation">The last validation, or null.</param>
/// <param name="Elapsed">The time so far.</param>
public sealed record TrainingProgress(
    long Step, long TotalSteps, double Epoch, double Loss, double TrainAccuracy, double LearningRate, ValidationPoint? Validation, TimeSpan Elapsed)
{
    /// <summary>The time still needed at the pace so far.</summary>
    public TimeSpan Remaining => Step == 0 ? TimeSpan.Zero : Elapsed * ((double)(TotalSteps - Step) / Step);
}

/// <summary>One look at the validation data.</summary>
/// <param name="Step">Updates made before it.</param>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share of right answers, or of answers equal to the teacher's where there are no labels.</param>
/// <param name="Count">The number of samples.</param>
public sealed record ValidationPoint(long Step, double Loss, double Accuracy, int Count);

/// <summary>How a training run ended.</summary>
/// <param name="Steps">Updates made.</param>
/// <param name="History">All validations.</param>
/// <param name="Best">The best of them, or null.</param>
/// <param name="FinalLoss">The running mean of the training loss at the end.</param>
/// <param name="Stopped">Why it ended before its last step, or null.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TrainingResult(long Steps, IReadOnlyList<ValidationPoint> History, ValidationPoint? Best, double FinalLoss, string? Stopped, TimeSpan Elapsed);
