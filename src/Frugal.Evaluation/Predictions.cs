namespace Frugal.Evaluation;

/// <summary>What scores say, one row of scores a sample.</summary>
public static class Predictions
{
    /// <summary>
    /// The index of the largest score; of equal ones the first. −1 if any score is not a number, so that a broken network is never right.
    /// </summary>
    public static int ArgMax(ReadOnlySpan<float> scores)
    {
        int best = scores.IsEmpty ? -1 : 0;
        for (int k = 0; k < scores.Length; k++)
        {
            if (float.IsNaN(scores[k])) return -1;
            if (scores[k] > scores[best]) best = k;
        }
        return best;
    }

    /// <summary>
    /// How many classes come before the label's, the order that <see cref="ArgMax"/> begins: larger scores, then equal ones of lower
    /// index. 0: the label comes first. The number of classes if a score is not a number.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The network has no such class.</exception>
    public static int RankOf(ReadOnlySpan<float> scores, int label)
    {
        if ((uint)label >= (uint)scores.Length)
            throw new ArgumentOutOfRangeException(nameof(label), label, $"The network has {scores.Length} classes; map the labels or check the data.");
        int rank = 0;
        for (int k = 0; k < scores.Length; k++)
        {
            if (float.IsNaN(scores[k])) return scores.Length;
            if (scores[k] > scores[label] || scores[k] == scores[label] && k < label) rank++;
        }
        return rank;
    }

    /// <summary>The <see cref="ArgMax"/> of every row.</summary>
    /// <param name="outputs">Rows of <paramref name="classes"/> scores.</param>
    /// <param name="classes">Scores in a row.</param>
    public static int[] Top1(ReadOnlySpan<float> outputs, int classes)
    {
        var top = new int[RowCount(outputs.Length, classes)];
        for (int i = 0; i < top.Length; i++) top[i] = ArgMax(outputs.Slice(i * classes, classes));
        return top;
    }

    /// <summary>
    /// Softmax in double precision: exp(x − max) over its sum.
    /// </summary>
    /// <param name="logits">Scores of one sample.</param>
    /// <param name="logProbabilities">The logarithms of the probabilities, of the same length.</param>
    public static void LogSoftmax(ReadOnlySpan<float> logits, Span<double> logProbabilities)
    {
        double maximum = double.NegativeInfinity, sum = 0;
        foreach (float x in logits) maximum = Math.Max(maximum, x);
        foreach (float x in logits) sum += Math.Exp(x - maximum);
        double normalizer = maximum + Math.Log(sum);
        for (int k = 0; k < logits.Length; k++) logProbabilities[k] = logits[k] - normalizer;
    }

    internal static int RowCount(int values, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        return values % classes == 0 ? values / classes : throw new ArgumentException($"{values} scores are not a whole number of rows of {classes}.");
    }
}
