namespace Frugal.Compression;

/// <summary>How a candidate compares with the original on the same validation samples.</summary>
/// <param name="Count">The number of samples.</param>
/// <param name="BaselineErrors">The original's errors (0 where the original's answers are the measure).</param>
/// <param name="RightToWrong">Samples that only the original answers right.</param>
/// <param name="WrongToRight">Samples that only the candidate answers right.</param>
/// <param name="Loss">The candidate's mean cross-entropy.</param>
public sealed record Judgement(int Count, int BaselineErrors, int RightToWrong, int WrongToRight, double Loss)
{
    /// <summary>The same candidate against the control; null where none was trained.</summary>
    public Judgement? AgainstControl { get; init; }

    /// <summary>The difference over moved copies of the samples as well, which tells smaller losses than the samples alone; null where there are none. It decides where it is known.</summary>
    public PooledDifference? Pooled { get; init; }

    /// <summary>The candidate's errors.</summary>
    public int Errors => BaselineErrors + RightToWrong - WrongToRight;

    /// <summary>The loss of accuracy in points (per cent of the samples); negative where the candidate is better.</summary>
    public double DropPoints => 100.0 * (RightToWrong - WrongToRight) / Count;

    /// <summary>The standard error of that difference in points: from the discordant pairs alone.</summary>
    public double StandardErrorPoints
    {
        get
        {
            double discordant = RightToWrong + WrongToRight, difference = RightToWrong - WrongToRight;
            return 100.0 * Math.Sqrt(Math.Max(0, discordant - difference * difference / Count)) / Count;
        }
    }
}
