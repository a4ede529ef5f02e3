using System.Diagnostics;

namespace Frugal.Compression;

/// <summary>The time of a run, interruptions left out, and what its limit leaves.</summary>
internal sealed class RunClock(TimeSpan? limit, TimeSpan before)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();

    /// <summary>The time that the run has worked so far, before an interruption included.</summary>
    public TimeSpan Elapsed => before + watch.Elapsed;

    /// <summary>What coding, testing and the report will need at the end.</summary>
    public TimeSpan Reserve { get; set; }

    /// <summary>Whether there is a limit at all.</summary>
    public bool IsLimited => limit is not null;

    /// <summary>What is left for the steps, not below zero; null without a limit.</summary>
    public TimeSpan? Remaining => limit is { } l ? TimeSpan.FromTicks(Math.Max(0, (l - Reserve - Elapsed).Ticks)) : null;
}
