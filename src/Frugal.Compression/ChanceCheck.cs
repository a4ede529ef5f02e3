using Frugal.Data;

namespace Frugal.Compression;

/// <summary>Stops when the original answers about as well as guessing: then the input's scale or the labels are wrong.</summary>
internal static class ChanceCheck
{
    /// <exception cref="CompressionException">It does, and the user does not insist.</exception>
    public static void Run(Judge judge, DataSet validation, bool force)
    {
        if (force || !judge.HasLabels || validation.ClassCount is not { } classes || classes < 2) return;
        double accuracy = 1 - (double)judge.BaselineErrors / judge.Count;
        double chance = (double)validation.ClassCounts().Max() / judge.Count;
        double error = Math.Sqrt(chance * (1 - chance) / judge.Count);
        if (accuracy <= chance + Math.Max(0.02, 3 * error))
            throw new CompressionException(
                $"The original answers {accuracy:P1} of the {judge.Count:N0} validation samples right; always naming the most frequent class would give {chance:P1}. "
                + "The input's scale, layout or the labels are probably wrong: give them with --scale, --mean, --std, --layout, or insist with --force.");
    }
}
