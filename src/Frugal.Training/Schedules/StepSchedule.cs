using System.Globalization;

namespace Frugal.Training;

/// <summary>The learning rate is multiplied by <see cref="Decay"/> at each milestone.</summary>
public sealed record StepSchedule : Schedule
{
    /// <summary>When the rate falls, as shares of the whole run. Default: at one half and at three quarters.</summary>
    public IReadOnlyList<double> Milestones { get; init; } = [0.5, 0.75];

    /// <summary>The factor at each milestone. Default 0.1.</summary>
    public double Decay { get; init; } = 0.1;

    /// <inheritdoc/>
    protected override double FactorAt(long step, long totalSteps) =>
        Math.Pow(Decay, Milestones.Count(m => m * totalSteps <= step));

    /// <summary>All settings as text; the milestones one by one.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"StepSchedule {{ WarmupSteps = {WarmupSteps}, Milestones = {string.Join(" ", Milestones.Select(m => m.ToString("R", CultureInfo.InvariantCulture)))}, Decay = {Decay} }}");
}
