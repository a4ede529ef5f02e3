using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Runtime;

namespace Frugal.Compression;

/// <summary>
/// Compares candidates with the original on validation data: by labels where there are any, else by how often they answer as the original does.
/// </summary>
public sealed class Judge
{
    private readonly DataSet data;
    private readonly InputSpecification input;
    private readonly WorkerPool pool;
    private readonly int[] expected;
    private readonly bool[] baseline;

    /// <summary>A judge for one original.</summary>
    public Judge(Network original, DataSet validation, InputSpecification input, WorkerPool pool)
    {
        data = validation;
        this.input = input;
        this.pool = pool;
        NetworkOutputs outputs = Answers(original, validation);
        HasLabels = outputs.Labels is not null;
        expected = outputs.Labels ?? outputs.Answers();
        baseline = outputs.Agreement(expected);
        BaselineLoss = CrossEntropy(outputs, expected);
    }

    /// <summary>Whether candidates are judged by labels; else by agreement with the original.</summary>
    public bool HasLabels { get; }

    /// <summary>The number of validation samples.</summary>
    public int Count => expected.Length;

    /// <summary>The original's errors.</summary>
    public int BaselineErrors => baseline.Count(b => !b);

    /// <summary>The original's mean cross-entropy.</summary>
    public double BaselineLoss { get; }

    /// <summary>Judges a candidate on all validation data.</summary>
    public Judgement Of(Network candidate)
    {
        NetworkOutputs outputs = Answers(candidate, data);
        int rightToWrong = 0, wrongToRight = 0;
        bool[] right = outputs.Agreement(expected);
        for (int i = 0; i < right.Length; i++)
        {
            if (baseline[i] && !right[i]) rightToWrong++;
            if (!baseline[i] && right[i]) wrongToRight++;
        }
        return new Judgement(Count, BaselineErrors, rightToWrong, wrongToRight, CrossEntropy(outputs, expected));
    }

    /// <summary>The mean cross-entropy of a candidate on the first samples, for quick comparisons.</summary>
    public double Loss(Network candidate, int samples)
    {
        NetworkOutputs outputs = Answers(candidate, data.Take(samples));
        return CrossEntropy(outputs, expected.AsSpan(0, outputs.Count));
    }

    private NetworkOutputs Answers(Network network, DataSet samples) =>
        Evaluator.Run(new SessionRunner(Session.Create(network, new SessionOptions { Pool = pool })), samples, input);

    // Networks that end in a softmax give probabilities, others scores; both are treated as scores unless they sum to 1.
    private static double CrossEntropy(NetworkOutputs outputs, ReadOnlySpan<int> expected)
    {
        double total = 0;
        for (int i = 0; i < outputs.Count; i++)
        {
            ReadOnlySpan<float> scores = outputs[i];
            // The original's answer was not a number, so that nothing can be expected of others.
            if (expected[i] < 0) continue;
            double sum = 0, largest = double.NegativeInfinity;
            bool probabilities = true;
            foreach (float s in scores)
            {
                sum += s;
                largest = Math.Max(largest, s);
                probabilities &= s >= 0;
            }
            if (probabilities && Math.Abs(sum - 1) < 1e-3)
            {
                total -= Math.Log(Math.Max(scores[expected[i]], 1e-30));
                continue;
            }
            double exponentials = 0;
            foreach (float s in scores) exponentials += Math.Exp(s - largest);
            total += Math.Log(exponentials) + largest - scores[expected[i]];
        }
        return total / outputs.Count;
    }
}
