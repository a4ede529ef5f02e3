using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>Measured speed.</summary>
internal static class LatencySection
{
    public static void Write(Html html, Findings findings)
    {
        IReadOnlyList<LatencyReport> latency = findings.Result.Latency;
        Section.Open(html, "latency", "Latency", latency.Count == 0
            ? "Latency was not measured."
            : "One sample at a time, original and result in turns on the same machine. The times are medians; the speed-up is the median over pairs of turns, which shields it from what else the machine does.");
        if (latency.Count > 0)
        {
            IntervalRow[] rows = [.. latency.Where(l => double.IsFinite(l.Speedup + l.SpeedupLow + l.SpeedupHigh)).Select(l => new IntervalRow(
                $"{l.Runtime}, {NumberText.Count(l.Threads, "thread")}", $"{NumberText.Times(l.Speedup)}, 95 % interval {NumberText.Ratio(l.SpeedupLow)} to {NumberText.Ratio(l.SpeedupHigh)}", l.SpeedupLow, l.Speedup, l.SpeedupHigh))];
            if (rows.Length > 0)
            {
                Figure.Write(html, "speed", "Speed-up over the original", "Original time divided by the result’s time, with 95 % interval, for each runtime and number of threads.",
                    "The line is the 95 % interval; where it crosses 1, no difference was shown.",
                    svg => IntervalChart.Draw(svg, rows, 1, true, "slower", "faster", t => NumberText.Tick(t) + "×"));
            }
            Table.Write(html, "Latency", [
                new("runtime", false), new("threads", true), new("before", true), new("after", true), new("speed-up", true), new("95 % interval", true),
            ], latency.Select(l => (IReadOnlyList<string>)[
                l.Runtime, NumberText.Whole(l.Threads), NumberText.Milliseconds(l.MillisecondsBefore), NumberText.Milliseconds(l.MillisecondsAfter), NumberText.Times(l.Speedup),
                $"{NumberText.Ratio(l.SpeedupLow)} to {NumberText.Ratio(l.SpeedupHigh)}",
            ]));
        }
        html.Close();
    }
}
