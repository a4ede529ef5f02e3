using System.Globalization;
using Frugal.Data;

namespace Frugal.Evaluation;

/// <summary>
/// Notices that a network is fed wrongly scaled inputs, before anything is compressed on the strength of them. Accuracy alone does not
/// tell: networks of ReLU with small biases answer almost the same whatever the scale (a published LeNet-300-100 made for pixel / 256
/// makes 262 instead of 228 errors on MNIST's test images when fed 0..255), but their confidence gives them away (cross-entropy 12.1
/// instead of 0.07).
/// </summary>
public static class ScalingCheck
{
    /// <summary>The exact McNemar p that counts as clearly better: strict, because several scalings are tried.</summary>
    private const double ClearlyBetter = 0.001;

    /// <summary>The exact McNemar p below which the accuracy counts as worse, whatever the confidence says.</summary>
    private const double ClearlyWorse = 0.05;

    /// <summary>The ratio of cross-entropies that counts as clearly better when the accuracy is not clearly worse.</summary>
    private const double CrossEntropyRatio = 0.5;

    /// <summary>
    /// The gain in nats a sample that it must come with. Of a network that is right and sure of it little more can be gained: there any larger input halves what is
    /// left of the cross-entropy, which says nothing about the scale. Over 1000 samples the gain makes the labels e^50 times as likely, so chance is out of the question.
    /// </summary>
    private const double FewestNats = 0.05;

    /// <summary>The share of the way from chance to perfection below which a network has learned nothing that shows.</summary>
    private const double NearChance = 0.1;

    /// <summary>Tries the common scalings, and for colour images the other order of the channels.</summary>
    /// <param name="given">The specification to be checked.</param>
    /// <param name="channels">Channels of the network's input.</param>
    /// <param name="labels">The labels of the samples that are tried, a few thousand.</param>
    /// <param name="score">Runs the network on those samples under a specification.</param>
    public static ScalingAdvice Run(InputSpecification given, int channels, ReadOnlySpan<int> labels, Func<InputSpecification, ScalingScore> score)
    {
        ScalingScore own = score(given);
        double chance = LargestShare(labels);
        var tried = new List<(NamedScaling, ScalingScore)>();
        foreach (NamedScaling scaling in Alternatives(given, channels))
        {
            if (scaling.Input != given) tried.Add((scaling, score(scaling.Input)));
        }
        bool nearChance = IsNearChance(own, chance);
        (NamedScaling Scaling, ScalingScore Score)? better = tried.Where(t => IsClearlyBetter(own, t.Item2))
            .OrderByDescending(t => t.Item2.Accuracy).ThenBy(t => t.Item2.MeanCrossEntropy ?? 0).Select(t => ((NamedScaling, ScalingScore)?)t).FirstOrDefault();
        string text = (better, nearChance) switch
        {
            ({ } b, _) => BetterText(given, own, b.Scaling, b.Score),
            (null, true) => NearChanceText(own, chance),
            _ => "",
        };
        return new ScalingAdvice(text.Length > 0, text, own, better?.Scaling, [.. tried.Select(t => (t.Item1, t.Item2.Accuracy))]);
    }

    private static IEnumerable<NamedScaling> Alternatives(InputSpecification given, int channels)
    {
        foreach (NamedScaling scaling in CommonScalings.For(given, channels)) yield return scaling;
        if (channels != 3) yield break;
        ColorOrder other = given.Color == ColorOrder.Bgr ? ColorOrder.Rgb : ColorOrder.Bgr;
        yield return new NamedScaling($"{(other == ColorOrder.Bgr ? "BGR" : "RGB")} channel order", given with { Color = other });
    }

    private static bool IsClearlyBetter(ScalingScore own, ScalingScore other)
    {
        PairedTest test = PairedTest.Of(own.Right, other.Right);
        if (test.Difference > 0 && test.ExactP < ClearlyBetter) return true;
        bool isWorse = test.Difference < 0 && test.ExactP < ClearlyWorse;
        return !isWorse && other.MeanCrossEntropy < CrossEntropyRatio * own.MeanCrossEntropy && own.MeanCrossEntropy - other.MeanCrossEntropy >= FewestNats;
    }

    /// <summary>
    /// Not 3 standard errors above chance, or less than a tenth of the way from chance to perfection. Chance is what always naming the most frequent
    /// class gives.
    /// </summary>
    private static bool IsNearChance(ScalingScore own, double chance)
    {
        double noise = 3 * Math.Sqrt(chance * (1 - chance) / own.Right.Length);
        return own.Accuracy < chance + Math.Max(noise, NearChance * (1 - chance));
    }

    private static double LargestShare(ReadOnlySpan<int> labels)
    {
        var counts = new Dictionary<int, int>();
        foreach (int label in labels) counts[label] = counts.GetValueOrDefault(label) + 1;
        return counts.Count == 0 ? 1 : (double)counts.Values.Max() / labels.Length;
    }

    private static string BetterText(InputSpecification given, ScalingScore own, NamedScaling better, ScalingScore score) => string.Create(CultureInfo.InvariantCulture,
        $"With the inputs as specified ({given.ToFlags()}) the network answers {own.Accuracy:P2} of {own.Right.Length} samples right{Entropy(own)}, with {better.Name} {score.Accuracy:P2}{Entropy(score)}. "
        + $"It was most likely trained with that: use {better.Input.ToFlags()}.");

    private static string NearChanceText(ScalingScore own, double chance) => string.Create(CultureInfo.InvariantCulture,
        $"The network answers {own.Accuracy:P2} of {own.Right.Length} samples right, where always naming the most frequent class gives {chance:P2}, and no common scaling of the inputs does clearly better. "
        + $"Check that the data belong to the network: input scaling (--scale, --mean, --std), --layout, --color, and the order of the classes.");

    private static string Entropy(ScalingScore score) =>
        score.MeanCrossEntropy is double value ? string.Create(CultureInfo.InvariantCulture, $" (cross-entropy {value:0.###})") : "";
}
