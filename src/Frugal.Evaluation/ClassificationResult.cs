namespace Frugal.Evaluation;

/// <summary>How good a classifier's answers are. Per-sample values are kept for paired comparisons.</summary>
/// <param name="Confusion">Answers by class.</param>
/// <param name="TopK">The k of <paramref name="TopKRight"/>.</param>
/// <param name="TopKRight">Samples whose class was among the first k.</param>
/// <param name="Right">For every sample whether its class came first.</param>
/// <param name="CrossEntropies">For every sample −ln of its class's probability; 0 for outputs that are neither logits nor probabilities.</param>
public sealed record ClassificationResult(ConfusionMatrix Confusion, int TopK, int TopKRight, bool[] Right, double[] CrossEntropies)
{
    /// <summary>The number of samples.</summary>
    public int Count => Right.Length;

    /// <summary>The number of wrong answers.</summary>
    public int Errors => Right.Count(r => !r);

    /// <summary>The share of right answers.</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>The share of samples whose class was among the first k.</summary>
    public double TopKAccuracy => (double)TopKRight / Count;

    /// <summary>The mean recall of the classes.</summary>
    public double MeanPerClassRecall => Confusion.MeanPerClassRecall;

    /// <summary>The mean cross-entropy in nats.</summary>
    public double MeanCrossEntropy => CrossEntropies.Average();
}
