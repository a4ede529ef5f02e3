using Frugal.Evaluation;
using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>Judges the scores of a batch, [samples, classes]; further axes are flattened into the classes.</summary>
internal static class BatchScores
{
    /// <summary>The class with the highest score of each sample.</summary>
    public static int[] Answers(DenseTensor scores) => Predictions.Top1(scores.Span<float>(), checked((int)(scores.Shape.Count / scores.Shape[0])));

    /// <summary>How many samples have their highest score at the given class.</summary>
    public static int CountRight(DenseTensor scores, ReadOnlySpan<int> classes)
    {
        ReadOnlySpan<float> values = scores.Span<float>();
        int width = values.Length / classes.Length, right = 0;
        for (int i = 0; i < classes.Length; i++)
            if (Predictions.ArgMax(values.Slice(i * width, width)) == classes[i]) right++;
        return right;
    }

    /// <summary>The sum over the samples of −ln softmax(scores)[class].</summary>
    public static double CrossEntropySum(DenseTensor scores, ReadOnlySpan<int> classes)
    {
        ReadOnlySpan<float> values = scores.Span<float>();
        int width = values.Length / classes.Length;
        var logProbabilities = new double[width];
        double total = 0;
        for (int i = 0; i < classes.Length; i++)
        {
            Predictions.LogSoftmax(values.Slice(i * width, width), logProbabilities);
            total -= logProbabilities[classes[i]];
        }
        return total;
    }
}
