using Frugal.Cli.Errors;
using Frugal.Cli.Verbs;
using Frugal.Data;
using Frugal.Evaluation;

namespace Frugal.Cli.Models;

/// <summary>Judges a classifier on one data set, with progress.</summary>
internal static class Classification
{
    /// <exception cref="BadInputException">The data have no labels, or labels that the network does not have.</exception>
    public static ClassificationResult Of(VerbContext context, NetworkRunner runner, NamedDataSet part, InputSpecification input)
    {
        if (!part.Data.HasLabels)
            throw new BadInputException($"The data '{part.Name}' have no labels. Give them with --labels, or compare two networks on them with 'verify'.");
        var progress = new DirectShare(context, $"evaluating {part.Name}");
        NetworkOutputs outputs = Evaluator.Run(runner, part.Data, input, progress, context.Cancellation);
        context.Terminal.EndProgress();
        RequireClasses(part, outputs);
        var meter = new ClassificationMeter(outputs.Width, input.Output);
        meter.Add(outputs.Values, outputs.Labels);
        return meter.Result();
    }

    private static void RequireClasses(NamedDataSet part, NetworkOutputs outputs)
    {
        int largest = outputs.Labels!.Max();
        if (largest < outputs.Width) return;
        int sample = Array.IndexOf(outputs.Labels!, largest);
        throw new BadInputException($"Sample {sample} of '{part.Name}' has the label {largest}, but the network answers with {outputs.Width} classes (0 to {outputs.Width - 1}). "
            + "Check that data and network belong together, or map labels with 'labelMapping' in a MODEL.input.json.");
    }

    private sealed class DirectShare(VerbContext context, string phase) : IProgress<double>
    {
        public void Report(double value) => context.Terminal.Progress(phase, value, "");
    }
}
