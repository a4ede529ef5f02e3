using Frugal.Tensors;

namespace Frugal.Training;

/// <summary>Reads class scores [samples, classes]; further axes are flattened into the classes.</summary>
internal static class Predictions
{
    /// <summary>The class with the highest score of each sample; the lowest index on ties.</summary>
    public static int[] ArgMax(DenseTensor scores)
    {
        int count = scores.Shape[0];
        ReadOnlySpan<float> values = scores.Span<float>();
        int classes = values.Length / count;
        var answers = new int[count];
        for (int i = 0; i < count; i++) answers[i] = ArgMax(values.Slice(i * classes, classes));
        return answers;
    }

    /// <summary>How many samples have their highest score at the given class.</summary>
    public static int CountEqual(DenseTensor scores, ReadOnlySpan<int> classes)
    {
        ReadOnlySpan<float> values = scores.Span<float>();
        int width = values.Length / classes.Length, equal = 0;
        for (int i = 0; i < classes.Length; i++)
            if (ArgMax(values.Slice(i * width, width)) == classes[i]) equal++;
        return equal;
    }

    /// <summary>The sum over the samples of −ln softmax(scores)[class].</summary>
    public static double CrossEntropySum(DenseTensor scores, ReadOnlySpan<int> classes)
    {
        ReadOnlySpan<float> values = scores.Span<float>();
        int width = values.Length / classes.Length;
        double total = 0;
        for (int i = 0; i < classes.Length; i++)
        {
            ReadOnlySpan<float> row = values.Slice(i * width, width);
            float largest = row[ArgMax(row)];
            double sum = 0;
            foreach (float score in row) sum += Math.Exp(score - largest);
            total += Math.Log(sum) + largest - row[classes[i]];
        }
        return total;
    }

    private static int ArgMax(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int j = 1; j < row.Length; j++)
            if (row[j] > row[best]) best = j;
        return best;
    }
}
