using System.Runtime.InteropServices;
using Frugal.Kernels;

namespace Frugal.Training;

/// <summary>
/// Adam with bias correction (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization"); with <see cref="Decoupled"/> weight decay
/// AdamW (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization").
/// </summary>
public sealed record Adam : Optimizer
{
    /// <summary>The decay of the mean of gradients. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The decay of the mean of squared gradients. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second mean. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether weight decay acts on the weights directly instead of through the gradient. Default no.</summary>
    public bool Decoupled { get; init; }

    internal override int MomentCount => 2;

    internal override void Update(in OptimizerRange range) => WeightUpdate.Adam(
        new AdamSettings((float)range.LearningRate)
        {
            Beta1 = range.Momentum ?? Beta1,
            Beta2 = Beta2,
            Epsilon = (float)Epsilon,
            DecoupledDecay = Decoupled ? (float)range.WeightDecay : 0,
            L2 = Decoupled ? 0 : (float)range.WeightDecay,
            L1 = (float)range.L1,
        },
        range.Step + 1, range.Weights, range.Gradient, range.FirstMoment, range.SecondMoment, MemoryMarshal.Cast<byte, bool>(range.Mask));
}
