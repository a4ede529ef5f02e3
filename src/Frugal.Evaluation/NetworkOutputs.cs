using Frugal.Tensors;

namespace Frugal.Evaluation;

/// <summary>What a network answers to every sample of a data set.</summary>
/// <param name="Count">The number of samples.</param>
/// <param name="Width">The numbers of one answer: classes, or the elements of a regression.</param>
/// <param name="Values">The answers, one sample after another: <paramref name="Count"/> × <paramref name="Width"/>.</param>
/// <param name="Labels">The classes as the network numbers them, or null where the data have none.</param>
public sealed record NetworkOutputs(int Count, int Width, float[] Values, int[]? Labels)
{
    /// <summary>The answer to a sample.</summary>
    public ReadOnlySpan<float> this[int sample] => Values.AsSpan(sample * Width, Width);

    /// <summary>The class with the highest score for each sample; the lowest on ties.</summary>
    public int[] Answers()
    {
        var answers = new int[Count];
        for (int i = 0; i < Count; i++) answers[i] = ArgMax(this[i]);
        return answers;
    }

    /// <summary>Which samples are answered with their label.</summary>
    /// <exception cref="InvalidOperationException">There are no labels.</exception>
    public bool[] Correct()
    {
        int[] labels = Labels ?? throw new InvalidOperationException("The data have no labels.");
        var correct = new bool[Count];
        for (int i = 0; i < Count; i++) correct[i] = ArgMax(this[i]) == labels[i];
        return correct;
    }

    /// <summary>The number of samples whose answer is not their label.</summary>
    public int Errors() => Correct().Count(c => !c);

    /// <summary>The difference between the highest and the second highest score of a sample.</summary>
    public float Margin(int sample)
    {
        float first = float.NegativeInfinity, second = float.NegativeInfinity;
        foreach (float score in this[sample])
        {
            if (score > first) (first, second) = (score, first);
            else if (score > second) second = score;
        }
        return first - second;
    }

    private static int ArgMax(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            if (scores[i] > scores[best]) best = i;
        return best;
    }
}
