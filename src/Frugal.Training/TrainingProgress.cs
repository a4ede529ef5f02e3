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
