namespace Frugal.Compression;

/// <summary>The part of a run's remaining time that one step may use.</summary>
internal sealed class StepTime
{
    private readonly RunClock clock;
    private readonly TimeSpan? end;

    /// <summary>A share of what remains.</summary>
    public StepTime(RunClock clock, double share)
    {
        this.clock = clock;
        end = clock.Remaining is { } remaining ? clock.Elapsed + remaining * share : null;
    }

    /// <summary>What the step has left, not below zero; null without a limit.</summary>
    public TimeSpan? Left => end is { } e ? TimeSpan.FromTicks(Math.Max(0, (e - clock.Elapsed).Ticks)) : null;

    /// <summary>Whether there is a limit and it is reached.</summary>
    public bool IsUp => Left is { Ticks: 0 };
}
