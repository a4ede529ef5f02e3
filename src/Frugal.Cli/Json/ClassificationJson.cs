using Frugal.Evaluation;

namespace Frugal.Cli.Json;

/// <summary>How good a classifier's answers are on one data set.</summary>
internal sealed record ClassificationJson(
    string Part, int Count, int Errors, double Accuracy, double? Top5Accuracy, double? MeanCrossEntropy, IReadOnlyList<ClassRecallJson> Classes)
{
    public static ClassificationJson Of(string part, ClassificationResult result, IReadOnlyList<string> names) => new(
        part, result.Count, result.Errors, result.Accuracy, result.Confusion.ClassCount > result.TopK ? result.TopKAccuracy : null,
        JsonOutput.Number(result.MeanCrossEntropy),
        [.. Enumerable.Range(0, result.Confusion.ClassCount).Where(k => result.Confusion.CountOf(k) > 0).Select(k => new ClassRecallJson(
            k, k < names.Count ? names[k] : null, result.Confusion.CountOf(k), result.Confusion.Recall(k)))]);
}

/// <summary>The share of a class's samples that were recognised.</summary>
internal sealed record ClassRecallJson(int Class, string? Name, long Count, double Recall);
