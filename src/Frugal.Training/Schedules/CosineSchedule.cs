namespace Frugal.Training;

/// <summary>Half a cosine from 1 down to <see cref="Final"/> (Loshchilov and Hutter 2017, "SGDR", without restarts).</summary>
public sealed record CosineSchedule : Schedule
{
    /// <summary>The factor at the end of the run. Default 0.</summary>
    public double Final { get; init; }

    /// <inheritdoc/>
    protected override double FactorAt(long step, long totalSteps) =>
        Final + (1 - Final) / 2 * (1 + Math.Cos(Math.PI * step / Math.Max(1, totalSteps)));
}
