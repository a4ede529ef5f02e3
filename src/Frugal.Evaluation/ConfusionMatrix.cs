namespace Frugal.Evaluation;

/// <summary>How often each class was taken for each other one. A row is a true class, a column a predicted one.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] counts;

    /// <summary>A matrix of zeros.</summary>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ClassCount = classes;
        counts = new long[classes * (classes + 1)]; // the last column counts answers that are no class
    }

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>How often samples of a class got an answer.</summary>
    public long this[int label, int predicted] => counts[label * (ClassCount + 1) + predicted];

    /// <summary>Counts one answer; −1 (no valid scores) is always wrong.</summary>
    public void Add(int label, int predicted) => counts[label * (ClassCount + 1) + (predicted < 0 ? ClassCount : predicted)]++;

    /// <summary>Samples of a class.</summary>
    public long CountOf(int label)
    {
        long sum = 0;
        for (int k = 0; k <= ClassCount; k++) sum += counts[label * (ClassCount + 1) + k];
        return sum;
    }

    /// <summary>All samples.</summary>
    public long Count => counts.Sum();

    /// <summary>Right answers.</summary>
    public long Right
    {
        get
        {
            long sum = 0;
            for (int k = 0; k < ClassCount; k++) sum += this[k, k];
            return sum;
        }
    }

    /// <summary>The share of right answers; NaN without samples.</summary>
    public double Accuracy => (double)Right / Count;

    /// <summary>The share of a class's samples that were recognised; NaN if it has none.</summary>
    public double Recall(int label) => (double)this[label, label] / CountOf(label);

    /// <summary>The mean recall over the classes that have samples (balanced accuracy); NaN if none has.</summary>
    public double MeanPerClassRecall
    {
        get
        {
            double sum = 0;
            int present = 0;
            for (int k = 0; k < ClassCount; k++)
            {
                if (CountOf(k) == 0) continue;
                sum += Recall(k);
                present++;
            }
            return sum / present;
        }
    }
}
