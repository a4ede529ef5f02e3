namespace Frugal.Kernels;

/// <summary>
/// Stochastic gradient descent: g ← scale g + L2 w + L1 sign(w); v ← momentum v + g; w ← w − rate v, or with Nesterov's form w ← w − rate (g + momentum v) with
/// the new v. No dampening; decay comes before momentum.
/// </summary>
/// <param name="LearningRate">The rate.</param>
public readonly record struct SgdSettings(float LearningRate)
{
    /// <summary>The share of the velocity that is kept.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether the step looks ahead by one velocity.</summary>
    public bool Nesterov { get; init; }

    /// <summary>L2 weight decay.</summary>
    public float L2 { get; init; }

    /// <summary>L1 weight decay.</summary>
    public float L1 { get; init; }

    /// <summary>What the gradient is multiplied by first: clipping, or the inverse of a loss scale.</summary>
    public float GradientScale { get; init; } = 1f;
}
