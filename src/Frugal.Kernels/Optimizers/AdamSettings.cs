namespace Frugal.Kernels;

/// <summary>
/// Adam (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization"), bias-corrected, ε outside of the root; with <see cref="DecoupledDecay"/> AdamW (Loshchilov and
/// Hutter 2019, "Decoupled Weight Decay Regularization"): w ← w − rate decay w before the step.
/// </summary>
/// <param name="LearningRate">The rate.</param>
public readonly record struct AdamSettings(float LearningRate)
{
    /// <summary>The share of the first moment that is kept. A double: 1 − β is what the update uses.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The share of the second moment that is kept.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Weight decay apart from the gradient (AdamW).</summary>
    public float DecoupledDecay { get; init; }

    /// <summary>L2 weight decay, added to the gradient (Adam).</summary>
    public float L2 { get; init; }

    /// <summary>L1 weight decay, added to the gradient.</summary>
    public float L1 { get; init; }

    /// <summary>What the gradient is multiplied by first: clipping, or the inverse of a loss scale.</summary>
    public float GradientScale { get; init; } = 1f;
}
