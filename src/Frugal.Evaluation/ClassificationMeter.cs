using Frugal.Data;

namespace Frugal.Evaluation;

/// <summary>Collects a classifier's outputs batch by batch.</summary>
public sealed class ClassificationMeter
{
    /// <summary>The smallest probability that counts as such: 2^−126. Outputs of exactly 0 would make the mean infinite.</summary>
    private const double SmallestProbability = 1.1754943508222875e-38;

    private readonly OutputMeaning meaning;
    private readonly int topK;
    private readonly ConfusionMatrix confusion;
    private readonly List<bool> right = [];
    private readonly List<double> crossEntropies = [];
    private readonly double[] logProbabilities;
    private int topKRight;

    /// <summary>A meter that has seen nothing.</summary>
    /// <param name="classes">Scores a sample.</param>
    /// <param name="meaning">Whether scores are logits or probabilities.</param>
    /// <param name="topK">How many classes count as an answer for the top-k accuracy.</param>
    public ClassificationMeter(int classes, OutputMeaning meaning = OutputMeaning.Logits, int topK = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topK);
        this.meaning = meaning;
        this.topK = topK;
        confusion = new ConfusionMatrix(classes);
        logProbabilities = new double[classes];
    }

    /// <summary>Adds samples.</summary>
    /// <param name="outputs">A row of scores for each sample.</param>
    /// <param name="labels">The classes of the samples, as the network numbers them.</param>
    /// <exception cref="ArgumentException">The numbers of rows and labels differ, or a label is no class of the network.</exception>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<int> labels)
    {
        int classes = confusion.ClassCount;
        if (Predictions.RowCount(outputs.Length, classes) != labels.Length)
            throw new ArgumentException($"{outputs.Length / classes} rows of outputs but {labels.Length} labels.");
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> scores = outputs.Slice(i * classes, classes);
            int rank = Predictions.RankOf(scores, labels[i]);
            confusion.Add(labels[i], Predictions.ArgMax(scores));
            right.Add(rank == 0);
            if (rank < Math.Min(topK, classes)) topKRight++;
            crossEntropies.Add(CrossEntropy(scores, labels[i]));
        }
    }

    /// <summary>What has been seen so far.</summary>
    public ClassificationResult Result() => new(confusion, topK, topKRight, [.. right], [.. crossEntropies]);

    private double CrossEntropy(ReadOnlySpan<float> scores, int label)
    {
        if (meaning == OutputMeaning.Probabilities) return -Math.Log(Math.Max(scores[label], SmallestProbability));
        if (meaning != OutputMeaning.Logits) return 0;
        Predictions.LogSoftmax(scores, logProbabilities);
        return -logProbabilities[label];
    }
}
