namespace Frugal.Compression;

/// <summary>Where a compression run stands.</summary>
/// <param name="Step">The number of the step of the recipe, from 1; 0 before the first.</param>
/// <param name="StepCount">How many steps there are.</param>
/// <param name="Activity">What is being done.</param>
/// <param name="Errors">The errors of the best network so far on validation data, or null.</param>
/// <param name="ValidationCount">The number of validation samples.</param>
/// <param name="SizeBytes">The size of the best network so far.</param>
/// <param name="OriginalBytes">The size of the original's parameters.</param>
/// <param name="Elapsed">The time so far.</param>
/// <param name="Remaining">The time that the activity still needs at its pace so far, or null.</param>
public sealed record JobProgress(
    int Step, int StepCount, JobActivity Activity, int? Errors, int ValidationCount, long SizeBytes, long OriginalBytes, TimeSpan Elapsed, TimeSpan? Remaining);
