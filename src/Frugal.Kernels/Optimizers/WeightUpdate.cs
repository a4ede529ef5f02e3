using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Frugal.Kernels;

/// <summary>
/// One optimizer step, in place, over a range of weights. Where a mask is given and false, the weight is written as +0 after its update; moments are
/// updated everywhere, and written as 0 below 1e-30.
/// </summary>
public static class WeightUpdate
{
    /// <summary>Stochastic gradient descent as <see cref="SgdSettings"/> says.</summary>
    /// <param name="settings">The rule.</param>
    /// <param name="weights">w, updated.</param>
    /// <param name="gradients">g.</param>
    /// <param name="velocities">v, updated; may be empty with a momentum of 0.</param>
    /// <param name="mask">Empty, or one value per weight.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static void Sgd(in SgdSettings settings, Span<float> weights, ReadOnlySpan<float> gradients, Span<float> velocities, ReadOnlySpan<bool> mask = default)
    {
        Require.Length(gradients.Length, weights.Length);
        if (!mask.IsEmpty) Require.Length(mask.Length, weights.Length);
        OptimizerKernels kernels = KernelTable.Current.Optimizer;
        if (settings.Momentum == 0f && velocities.IsEmpty)
        {
            kernels.SgdWithoutMomentum(in settings, ref Reference(weights), ref Reference(gradients), weights.Length, ref Reference(mask), !mask.IsEmpty);
            return;
        }
        Require.Length(velocities.Length, weights.Length);
        kernels.Sgd(
            in settings, ref Reference(weights), ref Reference(gradients), ref Reference(velocities), weights.Length, ref Reference(mask), !mask.IsEmpty);
    }

    /// <summary>Adam or AdamW as <see cref="AdamSettings"/> says.</summary>
    /// <param name="settings">The rule.</param>
    /// <param name="step">The number of this step, from 1: the bias correction needs it.</param>
    /// <param name="weights">w, updated.</param>
    /// <param name="gradients">g.</param>
    /// <param name="firstMoments">m, updated.</param>
    /// <param name="secondMoments">v, updated.</param>
    /// <param name="mask">Empty, or one value per weight.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the step is below 1.</exception>
    public static void Adam(
        in AdamSettings settings, long step, Span<float> weights, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments,
        ReadOnlySpan<bool> mask = default)
    {
        Require.That(step >= 1, "Adam's steps count from 1.");
        Require.Length(gradients.Length, weights.Length);
        Require.Length(firstMoments.Length, weights.Length);
        Require.Length(secondMoments.Length, weights.Length);
        if (!mask.IsEmpty) Require.Length(mask.Length, weights.Length);
        double correction1 = 1 - DoubleMath.Power(settings.Beta1, step), correction2 = 1 - DoubleMath.Power(settings.Beta2, step);
        var scaled = new AdamStep(
            settings.GradientScale, settings.L2, settings.L1, (float)(1.0 - (double)settings.LearningRate * settings.DecoupledDecay),
            (float)settings.Beta1, (float)settings.Beta2, (float)(1 - settings.Beta1), (float)(1 - settings.Beta2),
            (float)(settings.LearningRate / correction1), (float)(1 / Math.Sqrt(correction2)), settings.Epsilon);
        KernelTable.Current.Optimizer.Adam(
            in scaled, ref Reference(weights), ref Reference(gradients), ref Reference(firstMoments), ref Reference(secondMoments), weights.Length,
            ref Reference(mask), !mask.IsEmpty);
    }

    /// <summary>
    /// min(1, maximum / (norm + 1e-6)): the gradient scale that clips by the global norm. Sum <see cref="Reduction.SumOfSquares"/> over tensors, or
    /// over chunks of a fixed size, in a fixed order.
    /// </summary>
    /// <param name="sumOfSquares">The squared norm of all gradients together.</param>
    /// <param name="maximumNorm">The largest norm allowed.</param>
    public static float ClipScale(double sumOfSquares, double maximumNorm) => (float)Math.Min(1, maximumNorm / (Math.Sqrt(sumOfSquares) + 1e-6));

    private static ref float Reference(ReadOnlySpan<float> span) => ref MemoryMarshal.GetReference(span);

    private static ref byte Reference(ReadOnlySpan<bool> span) => ref Unsafe.As<bool, byte>(ref MemoryMarshal.GetReference(span));
}
