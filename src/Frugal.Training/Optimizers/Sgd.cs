using System.Runtime.InteropServices;
using Frugal.Kernels;

namespace Frugal.Training;

/// <summary>
/// Stochastic gradient descent with momentum: v ← m·v + g, w ← w − rate·v; with Nesterov (1983) w ← w − rate·(g + m·v). Weight decay joins the
/// gradient before momentum.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>m. Default 0.9.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the gradient is taken where momentum will have led. Default no.</summary>
    public bool Nesterov { get; init; }

    internal override int MomentCount => 1;

    internal override void Update(in OptimizerRange range) => WeightUpdate.Sgd(
        new SgdSettings((float)range.LearningRate)
        {
            Momentum = (float)(range.Momentum ?? Momentum),
            Nesterov = Nesterov,
            L2 = (float)range.WeightDecay,
            L1 = (float)range.L1,
        },
        range.Weights, range.Gradient, range.FirstMoment, MemoryMarshal.Cast<byte, bool>(range.Mask));
}
