using Frugal.Data;

namespace Frugal.Evaluation;

/// <summary>Compares two networks' outputs batch by batch. What is not a number makes the figures NaN and never agrees.</summary>
public sealed class FidelityMeter
{
    /// <summary>The smallest probability that the second network is taken to give: 2^−126, so that one zero does not make all infinite.</summary>
    private const double SmallestProbability = 1.1754943508222875e-38;

    private readonly OutputMeaning meaning;
    private readonly int width;
    private readonly double[] p, q;
    private double divergence, squaredError, squaredNorm, largest;
    private int count, agreeing;

    /// <summary>A meter that has seen nothing.</summary>
    /// <param name="outputsPerSample">The length of a sample's output.</param>
    /// <param name="meaning">What outputs are; agreement and divergence exist for logits and probabilities.</param>
    public FidelityMeter(int outputsPerSample, OutputMeaning meaning)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputsPerSample);
        this.meaning = meaning;
        width = outputsPerSample;
        (p, q) = (new double[width], new double[width]);
    }

    private bool AreClasses => meaning is OutputMeaning.Logits or OutputMeaning.Probabilities;

    /// <summary>Adds samples.</summary>
    /// <param name="original">The original's outputs, one row a sample.</param>
    /// <param name="candidate">The other network's outputs on the same samples.</param>
    /// <exception cref="ArgumentException">The numbers of outputs differ.</exception>
    public void Add(ReadOnlySpan<float> original, ReadOnlySpan<float> candidate)
    {
        if (original.Length != candidate.Length) throw new ArgumentException($"{original.Length} and {candidate.Length} outputs cannot be compared.");
        int rows = Predictions.RowCount(original.Length, width);
        for (int i = 0; i < original.Length; i++)
        {
            double difference = (double)candidate[i] - original[i];
            squaredError += difference * difference;
            squaredNorm += (double)original[i] * original[i];
            largest = Math.Max(largest, Math.Abs(difference)); // Math.Max keeps NaN
        }
        count += rows;
        if (!AreClasses) return;
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> first = original.Slice(r * width, width), second = candidate.Slice(r * width, width);
            int answer = Predictions.ArgMax(first);
            if (answer >= 0 && answer == Predictions.ArgMax(second)) agreeing++;
            divergence += Divergence(first, second);
        }
    }

    /// <summary>What has been seen so far.</summary>
    public Fidelity Result() => new(count,
        AreClasses ? (double)agreeing / count : double.NaN,
        AreClasses ? divergence / count : double.NaN,
        squaredError == 0 ? 0 : Math.Sqrt(squaredError / squaredNorm), largest);

    private double Divergence(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        LogProbabilities(first, p);
        LogProbabilities(second, q);
        double sum = 0;
        for (int k = 0; k < width; k++)
        {
            double probability = Math.Exp(p[k]);
            if (probability != 0) sum += probability * (p[k] - Math.Max(q[k], Math.Log(SmallestProbability)));
        }
        return sum;
    }

    private void LogProbabilities(ReadOnlySpan<float> scores, Span<double> result)
    {
        if (meaning == OutputMeaning.Logits) Predictions.LogSoftmax(scores, result);
        else for (int k = 0; k < width; k++) result[k] = Math.Log(scores[k]);
    }
}
