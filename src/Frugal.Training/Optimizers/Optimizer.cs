using Frugal.Kernels;

namespace Frugal.Training;

/// <summary>A rule that changes weights by their gradients. Settings only; what it remembers of each weight stands in the trainer.</summary>
public abstract record Optimizer
{
    /// <summary>The learning rate before the schedule.</summary>
    public double LearningRate { get; init; }

    /// <summary>L2: this times the weight is added to its gradient (decoupled where the rule says so). Default 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>L1: this times the weight's sign is added to its gradient. Default 0.</summary>
    public double L1 { get; init; }

    /// <summary>How many numbers the rule remembers of each weight.</summary>
    internal abstract int MomentCount { get; }

    /// <summary>Updates a range of one leaf in place.</summary>
    internal abstract void Update(in OptimizerRange range);
}

/// <summary>A range of a leaf's elements, and the numbers of this step.</summary>
internal readonly ref struct OptimizerRange
{
    public Span<float> Weights { get; init; }

    public ReadOnlySpan<float> Gradient { get; init; }

    public Span<float> FirstMoment { get; init; }

    public Span<float> SecondMoment { get; init; }

    public ReadOnlySpan<byte> Mask { get; init; }

    public double LearningRate { get; init; }

    public double WeightDecay { get; init; }

    public double L1 { get; init; }

    public double? Momentum { get; init; }

    /// <summary>Updates made so far, from 0.</summary>
    public long Step { get; init; }
}
