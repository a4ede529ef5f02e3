namespace Frugal.Runtime;

/// <summary>
/// Times two engines in turns, so that whatever else the machine does meets both. Each is first run until it gets no faster; a turn is a few untimed calls, which wake the engine up, then a few timed
/// ones, then the engine's threads are put to sleep. The ratio is taken turn by turn.
/// </summary>
public static class Comparison
{
    private const int UntimedCalls = 3;
    private const int TimedCalls = 5;
    private const double ShortestTimingMilliseconds = 0.2;

    // The just-in-time compiler replaces its first, quick code after 100 ms without new methods and 30 calls, in the background: before that, .NET is measured
    // in a state that no service stays in. Warming ends when a window of time is no longer clearly faster than the one before.
    private const double WarmingWindowMilliseconds = 150;
    private const int FewestWarmingWindows = 6, MostWarmingWindows = 16;
    private const double StillImproving = 0.95;

    /// <summary>Compares two engines.</summary>
    /// <param name="first">One side.</param>
    /// <param name="second">The other.</param>
    /// <param name="turns">How many turns each side has; at least 6, so that the interval exists. Default 21.</param>
    /// <param name="cancellation">Stops between turns.</param>
    public static ComparisonResult Run(TimedEngine first, TimedEngine second, int turns = 21, CancellationToken cancellation = default) =>
        Run(first, second, turns, TimeProvider.System, cancellation);

    internal static ComparisonResult Run(TimedEngine first, TimedEngine second, int turns, TimeProvider clock, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, 6);
        WarmUp(first, clock, cancellation);
        WarmUp(second, clock, cancellation);
        int firstRepeats = RepeatsFor(first, clock), secondRepeats = RepeatsFor(second, clock);
        var firstTimes = new List<double>();
        var secondTimes = new List<double>();
        var ratios = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            cancellation.ThrowIfCancellationRequested();
            // Who begins alternates, so that a slow drift of the machine favours nobody.
            double a, b;
            if (turn % 2 == 0)
            {
                a = Turn(first, firstRepeats, firstTimes, clock);
                b = Turn(second, secondRepeats, secondTimes, clock);
            }
            else
            {
                b = Turn(second, secondRepeats, secondTimes, clock);
                a = Turn(first, firstRepeats, firstTimes, clock);
            }
            ratios[turn] = b / a;
        }
        Array.Sort(ratios);
        int rank = IntervalRank(turns);
        return new ComparisonResult(EngineTimes.Of(first.Name, firstTimes), EngineTimes.Of(second.Name, secondTimes),
            Quantile(ratios, 0.5), ratios[rank], ratios[turns - 1 - rank], turns);
    }

    /// <summary>The value below which a share of sorted values lies, interpolated.</summary>
    internal static double Quantile(IReadOnlyList<double> sorted, double share)
    {
        double position = share * (sorted.Count - 1);
        int below = (int)position;
        double above = sorted[Math.Min(below + 1, sorted.Count - 1)];
        return sorted[below] + (position - below) * (above - sorted[below]);
    }

    // The largest k such that the k-th smallest and k-th largest of n values enclose the median with a probability of at least 95 %.
    internal static int IntervalRank(int n)
    {
        double tail = 0, probability = Math.Pow(0.5, n);
        int k = 0;
        for (; k < n / 2; k++)
        {
            tail += probability;
            if (tail > 0.025) break;
            probability = probability * (n - k) / (k + 1);
        }
        return Math.Max(0, k - 1);
    }

    private static void WarmUp(TimedEngine engine, TimeProvider clock, CancellationToken cancellation)
    {
        double before = double.PositiveInfinity;
        for (int window = 0; window < MostWarmingWindows; window++)
        {
            cancellation.ThrowIfCancellationRequested();
            double now = WindowMean(engine, clock);
            if (window >= FewestWarmingWindows && now > StillImproving * before) break;
            before = now;
        }
        engine.Park();
    }

    private static double WindowMean(TimedEngine engine, TimeProvider clock)
    {
        long start = clock.GetTimestamp();
        for (int calls = 1; ; calls++)
        {
            engine.Run();
            double elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
            if (elapsed >= WarmingWindowMilliseconds) return elapsed / calls;
        }
    }

    private static double Turn(TimedEngine engine, int repeats, List<double> times, TimeProvider clock)
    {
        for (int i = 0; i < UntimedCalls; i++) engine.Run();
        Span<double> turn = stackalloc double[TimedCalls];
        for (int i = 0; i < TimedCalls; i++)
        {
            long start = clock.GetTimestamp();
            for (int r = 0; r < repeats; r++) engine.Run();
            turn[i] = clock.GetElapsedTime(start).TotalMilliseconds / repeats;
        }
        engine.Park();
        foreach (double time in turn) times.Add(time);
        turn.Sort();
        return turn[TimedCalls / 2];
    }

    // Short runs are timed several at a time, so that the clock's own cost does not show.
    private static int RepeatsFor(TimedEngine engine, TimeProvider clock)
    {
        for (int i = 0; i < UntimedCalls; i++) engine.Run();
        long start = clock.GetTimestamp();
        for (int i = 0; i < UntimedCalls; i++) engine.Run();
        double milliseconds = clock.GetElapsedTime(start).TotalMilliseconds / UntimedCalls;
        return Math.Clamp((int)Math.Ceiling(ShortestTimingMilliseconds / Math.Max(milliseconds, 1e-6)), 1, 1000);
    }
}
