namespace Frugal.Compression;

/// <summary>The time of one run at batch size 1, measured in turns with the original.</summary>
/// <param name="Runtime">Which runtime.</param>
/// <param name="Threads">How many threads.</param>
/// <param name="MillisecondsBefore">The original's median.</param>
/// <param name="MillisecondsAfter">The result's median.</param>
/// <param name="Speedup">Before ÷ after, the median of paired turns.</param>
/// <param name="SpeedupLow">The lower end of its 95 % interval.</param>
/// <param name="SpeedupHigh">The upper end.</param>
public sealed record LatencyReport(
    string Runtime, int Threads, double MillisecondsBefore, double MillisecondsAfter, double Speedup, double SpeedupLow, double SpeedupHigh);
