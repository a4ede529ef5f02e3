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

    /// <summary>The class with the highest score for each sample, as <see cref="Predictions.ArgMax"/> tells it: the lowest on ties, −1 where a score is not a number.</summary>
    public int[] Answers() => Predictions.Top1(Values, Width);

    /// <summary>Which samples are answered as expected; what is not a number never is.</summary>
    public bool[] Agreement(ReadOnlySpan<int> expected)
    {
        if (expected.Length != Count) throw new ArgumentException($"{expected.Length} answers are expected of {Count} samples.");
        var agreement = new bool[Count];
        for (int i = 0; i < Count; i++) agreement[i] = Predictions.ArgMax(this[i]) is >= 0 and var answer && answer == expected[i];
        return agreement;
    }

    /// <summary>Which samples are answered with their label.</summary>
    /// <exception cref="InvalidOperationException">There are no labels.</exception>
    public bool[] Correct() => Agreement(Labels ?? throw new InvalidOperationException("The data have no labels."));

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
}
