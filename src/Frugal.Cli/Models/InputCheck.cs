using Frugal.Cli.Errors;
using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs;

namespace Frugal.Cli.Models;

/// <summary>Checks that data fit a network before anything long begins.</summary>
internal static class InputCheck
{
    // Several scalings are tried, so that the check takes seconds at most.
    private const int FewestScalingSamples = 300;
    private const int MostScalingSamples = 5000;
    private const double ScalingMultiplyAccumulates = 1e10;

    /// <summary>Compares the shape of a converted sample with the network's input.</summary>
    /// <exception cref="BadInputException">They do not fit.</exception>
    public static void RequireFit(LoadedModel model, DataSet data, InputSpecification input)
    {
        ModelOutput.Judged(model, input);
        var batch = new Batch(input);
        data.Read([0], batch);
        Value fed = model.Network.Graph.Inputs[0];
        if (fed.Shape is not { } declared) return;
        bool fits = declared.Rank == batch.SampleShape.Rank + 1;
        for (int i = 1; fits && i < declared.Rank; i++) fits = !declared[i].IsNumber || declared[i].Number == batch.SampleShape[i - 1];
        if (fits) return;
        throw new BadInputException($"A sample of the data becomes {batch.SampleShape} ({input.ToFlags()}), but the input '{fed.Name}' of '{model.Path}' is {declared}. "
            + "Choose other data, or say how samples are converted: --layout, --resize, --crop, --color.");
    }

    /// <summary>Whether the network does clearly better with another common scaling, or no better than guessing; null where that cannot be judged.</summary>
    public static ScalingAdvice? Scaling(LoadedModel model, DataSet data, InputSpecification input, CancellationToken cancellation)
    {
        if (!data.HasLabels || input.Output is not (OutputMeaning.Logits or OutputMeaning.Probabilities)) return null;
        NetworkRunner runner = Runners.Create(model, input, null, null);
        DataSet samples = data.Shuffled(1).Take(ScalingSamples(model, data, input));
        int channels = data.IsImages ? input.Color == ColorOrder.Gray ? 1 : data.SampleShape[0] : 1;
        return ScalingCheck.Run(input, channels, Labels(samples, input), candidate => Score(runner, samples, candidate, cancellation));
    }

    private static int ScalingSamples(LoadedModel model, DataSet data, InputSpecification input)
    {
        var batch = new Batch(input);
        data.Read([0], batch);
        double cost = Math.Max(1, NetworkCost.MultiplyAccumulates(model.Network, batch.InputTensor.Shape));
        return (int)Math.Clamp(ScalingMultiplyAccumulates / cost, FewestScalingSamples, MostScalingSamples);
    }

    private static int[] Labels(DataSet samples, InputSpecification input) =>
        input.LabelMapping is { } mapping ? [.. samples.Labels().Select(l => mapping[l])] : samples.Labels();

    private static ScalingScore Score(NetworkRunner runner, DataSet samples, InputSpecification input, CancellationToken cancellation)
    {
        NetworkOutputs outputs = Evaluator.Run(runner, samples, input, cancellation: cancellation);
        var meter = new ClassificationMeter(outputs.Width, input.Output);
        meter.Add(outputs.Values, outputs.Labels);
        ClassificationResult result = meter.Result();
        return new ScalingScore(result.Right, result.MeanCrossEntropy);
    }
}
