namespace Frugal.Training;

/// <summary>The learning rate does not change.</summary>
public sealed record ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    protected override double FactorAt(long step, long totalSteps) => 1;
}
