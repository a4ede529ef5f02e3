namespace Frugal.Training;

/// <summary>
/// Up from 1/25 to the full learning rate over the first 30 % of the run and down to 1/250,000, each a half cosine, with the momentum moving
/// the opposite way (Smith and Topin 2017, "Super-Convergence", in its popular parametrisation).
/// </summary>
public sealed record OneCycleSchedule : Schedule
{
    /// <summary>The share of the run in which the rate rises. Default 0.3.</summary>
    public double Rise { get; init; } = 0.3;

    /// <summary>The full rate divided by the first. Default 25.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>The first rate divided by the last. Default 10,000.</summary>
    public double EndDivisor { get; init; } = 1e4;

    /// <summary>The momentum at the first and last step. Default 0.95.</summary>
    public double HighMomentum { get; init; } = 0.95;

    /// <summary>The momentum where the rate is highest. Default 0.85.</summary>
    public double LowMomentum { get; init; } = 0.85;

    /// <inheritdoc/>
    protected override double FactorAt(long step, long totalSteps) =>
        Interpolate(step, totalSteps, 1 / StartDivisor, 1, 1 / StartDivisor / EndDivisor);

    /// <inheritdoc/>
    public override double? Momentum(long step, long totalSteps) => Interpolate(step, totalSteps, HighMomentum, LowMomentum, HighMomentum);

    private double Interpolate(long step, long totalSteps, double start, double top, double end)
    {
        double peak = Rise * totalSteps - 1;
        double last = totalSteps - 1;
        if (step <= peak) return Cosine(start, top, peak > 0 ? step / peak : 1);
        return Cosine(top, end, last > peak ? (step - peak) / (last - peak) : 1);
    }

    private static double Cosine(double from, double to, double share) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));
}
