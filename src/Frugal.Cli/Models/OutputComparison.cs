using Frugal.Cli.Json;
using Frugal.Data;
using Frugal.Evaluation;

namespace Frugal.Cli.Models;

/// <summary>Compares the answers of two networks to the same inputs.</summary>
internal static class OutputComparison
{
    /// <summary>Where the first two scores of the first network are nearer than this, rounding may choose either: listed, not counted as a difference.</summary>
    public const double TieMargin = 1e-4;

    /// <summary>The relative error that outputs other than classes may have.</summary>
    public const double LargestRelativeError = 1e-3;

    /// <summary>Compares rows of scores; rows of one number are no classes.</summary>
    public static OutputComparisonJson Of(string name, int width, ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        bool classes = width > 1;
        var meter = new FidelityMeter(width, classes ? OutputMeaning.Logits : OutputMeaning.Other);
        meter.Add(first, second);
        Fidelity fidelity = meter.Result();
        var disagreements = new List<DisagreementJson>();
        for (int row = 0; classes && row < fidelity.Count; row++)
        {
            ReadOnlySpan<float> a = first.Slice(row * width, width), b = second.Slice(row * width, width);
            int answerA = Predictions.ArgMax(a), answerB = Predictions.ArgMax(b);
            if (answerA != answerB || answerA < 0) disagreements.Add(new DisagreementJson(row, answerA, answerB, JsonOutput.Number(Margin(a))));
        }
        return new OutputComparisonJson(name, fidelity.Count, JsonOutput.Number(fidelity.LargestDifference), JsonOutput.Number(fidelity.RelativeError),
            classes ? fidelity.Top1Agreement : null, disagreements);
    }

    /// <summary>Whether the networks differ by more than rounding.</summary>
    public static bool Differs(OutputComparisonJson c) => c.RelativeError is null
        || (c.Agreement is null ? c.RelativeError > LargestRelativeError : c.Disagreements.Any(d => d.Margin is null or >= TieMargin));

    private static double Margin(ReadOnlySpan<float> scores)
    {
        double first = double.NegativeInfinity, second = double.NegativeInfinity;
        foreach (float score in scores)
        {
            if (score > first) (first, second) = (score, first);
            else second = Math.Max(second, score);
        }
        return first - second;
    }
}
