namespace Frugal.Training;

/// <summary>How the learning rate changes: a pure function of the step, without hidden state.</summary>
public abstract record Schedule
{
    /// <summary>Steps over which the rate rises linearly from 1/W of its value; it multiplies the schedule and does not replace it. Default 0.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>The factor on the learning rate at a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="totalSteps">The number of steps of the whole run.</param>
    public double Factor(long step, long totalSteps)
    {
        double warmup = step < WarmupSteps ? (step + 1.0) / WarmupSteps : 1;
        return warmup * FactorAt(step, totalSteps);
    }

    /// <summary>The momentum at a step where the schedule changes it, else null.</summary>
    public virtual double? Momentum(long step, long totalSteps) => null;

    /// <summary>The factor without warm-up.</summary>
    protected abstract double FactorAt(long step, long totalSteps);
}
