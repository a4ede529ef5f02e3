namespace Frugal.Evaluation;

/// <summary>How a network does when its input is scaled in one way.</summary>
/// <param name="Right">For every sample whether it was right; the same samples for every scaling.</param>
/// <param name="MeanCrossEntropy">The mean cross-entropy; <c>null</c> if the outputs are neither logits nor probabilities.</param>
public sealed record ScalingScore(bool[] Right, double? MeanCrossEntropy)
{
    /// <summary>The share of right answers.</summary>
    public double Accuracy => (double)Right.Count(r => r) / Right.Length;
}
