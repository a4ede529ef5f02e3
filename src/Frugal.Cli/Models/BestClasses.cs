using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Verbs;
using Frugal.Data;
using Frugal.Evaluation;

namespace Frugal.Cli.Models;

/// <summary>The classes that a network thinks most likely for each sample of data.</summary>
internal static class BestClasses
{
    /// <param name="context">The flags.</param>
    /// <param name="runner">What computes it.</param>
    /// <param name="data">The samples.</param>
    /// <param name="input">How they become its input.</param>
    /// <param name="count">How many classes a sample.</param>
    /// <param name="names">The classes' names, or null.</param>
    public static IReadOnlyList<SampleClassesJson> Of(VerbContext context, NetworkRunner runner, DataSet data, InputSpecification input, int count, string[]? names)
    {
        NetworkOutputs outputs = Evaluator.Run(runner, data, input, cancellation: context.Cancellation);
        if (names is not null && names.Length != outputs.Width)
            throw new BadInputException($"The file of class names has {names.Length} lines, but the network answers with {outputs.Width} classes. Give one name a line, in the order of the classes.");
        return [.. Enumerable.Range(0, data.Count).Select(i => new SampleClassesJson(NameOf(data, i), Best(outputs.Values.AsSpan(i * outputs.Width, outputs.Width), input.Output, count, names)))];
    }

    private static string NameOf(DataSet data, int index) => data.Columns.Contains("file") ? data.ColumnValue("file", index) : $"sample {index}";

    private static ClassScoreJson[] Best(ReadOnlySpan<float> scores, OutputMeaning meaning, int count, string[]? names)
    {
        double[] values = [.. scores.ToArray().Select(s => (double)s)];
        if (meaning == OutputMeaning.Logits)
        {
            double largest = values.Max();
            double sum = values.Sum(v => Math.Exp(v - largest));
            values = [.. values.Select(v => Math.Exp(v - largest) / sum)];
        }
        return [.. values.Select((v, i) => (v, i)).OrderByDescending(x => x.v).ThenBy(x => x.i).Take(count).Select(x => new ClassScoreJson(x.i, names?[x.i], x.v))];
    }
}
