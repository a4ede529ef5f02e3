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
    private bool[]? control;
    private DataSet[] views = [];
    private bool[][] controlViews = [];

    /// <summary>A judge for one original.</summary>
    public Judge(Network original, DataSet validation, InputSpecification input, WorkerPool pool)
    {
        data = validation;
        this.input = input;
        this.pool = pool;
        NetworkOutputs outputs = Answers(original, validation);
        HasLabels = outputs.Labels is not null;
        expected = outputs.Labels ?? outputs.Answers();
        baseline = Right(outputs);
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
        double loss = CrossEntropy(outputs, expected);
        bool[] right = Right(outputs);
        return Compare(baseline, right, loss) with { AgainstControl = control is null ? null : AgainstControl(candidate, right, loss) };
    }

    /// <summary>From now on candidates are compared with this network, too.</summary>
    /// <param name="network">The control.</param>
    /// <param name="copies">How many moved copies of the samples are judged beside them, where control and candidates have been trained on such.</param>
    /// <param name="shift">By how many pixels they are moved at most.</param>
    /// <returns>How it compares with the original itself.</returns>
    public Judgement UseControl(Network network, int copies = 0, int shift = 1)
    {
        control = null;
        views = [.. Enumerable.Range(1, copies).Select(i => data.Shifted(shift, (ulong)i))];
        controlViews = [.. views.Select(v => Right(Answers(network, v)))];
        NetworkOutputs outputs = Answers(network, data);
        control = Right(outputs);
        return Compare(baseline, control, CrossEntropy(outputs, expected));
    }

    private Judgement AgainstControl(Network candidate, bool[] right, double loss)
    {
        Judgement plain = Compare(control!, right, loss);
        return views.Length == 0 ? plain
            : plain with { Pooled = PooledDifference.Of([control!, .. controlViews], [right, .. views.Select(v => Right(Answers(candidate, v)))]) };
    }

    private static Judgement Compare(bool[] before, bool[] after, double loss)
    {
        int rightToWrong = 0, wrongToRight = 0;
        for (int i = 0; i < before.Length; i++)
        {
            if (before[i] && !after[i]) rightToWrong++;
            if (!before[i] && after[i]) wrongToRight++;
        }
        return new Judgement(before.Length, before.Count(b => !b), rightToWrong, wrongToRight, loss);
    }

    private bool[] Right(NetworkOutputs outputs) => [.. outputs.Answers().Select((a, i) => a == expected[i])];

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
