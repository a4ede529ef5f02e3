namespace Frugal.Compression;

/// <summary>One thing that a run need not do again when it is resumed.</summary>
/// <param name="Key">What it was: a decision's name, or a hash of everything that a training starts from.</param>
/// <param name="Decision">What a decision that looked at the clock came to; null: a training.</param>
/// <param name="StoppedAfter">The step after which a time limit ended a training, or null.</param>
/// <param name="LearningRate">The rate at which a training ran, lower than asked for where it diverged at first; null: a decision.</param>
/// <param name="Elapsed">The time of the run when it was done.</param>
internal sealed record JournalEntry(string Key, double? Decision, long? StoppedAfter, double? LearningRate, TimeSpan Elapsed);
