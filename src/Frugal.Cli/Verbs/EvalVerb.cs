using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Evaluation;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal eval</c>: how good a classifier's answers are.</summary>
internal sealed class EvalVerb : Verb
{
    public override string Name => "eval";

    public override string Description => "Counts a classifier's errors on data with labels: accuracy, top-5 accuracy, recall of each class.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal eval lenet.onnx --data mnist/",
        "frugal eval lenet.frugal --data mnist/ --runtime onnxruntime --json -",
        "frugal eval net.onnx --test photos/ --scale 1/255 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
    ];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
        [.. DataOptions.Sources, DataOptions.Part, .. InputOptions.Specification, RunOptions.Runtime, RunOptions.Accuracy, RunOptions.Seed, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        OutputFiles.Prepare([context.Get(ModelArgument.Model)], context.Get(OutputOptions.Json));
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        DataSplit split = ModelData.Open(context, ModelOutput.Classes(model.Network)) ?? throw new UsageException("eval needs data: give --data or --test.");
        (InputSpecification input, string source) = ModelInput.Resolve(context, model, ModelData.Any(split));
        context.Terminal.Note($"Input: {input.ToFlags()} (from {source}).");
        IReadOnlyList<NamedDataSet> parts = Parts(context, split, model);
        foreach (NamedDataSet part in parts) InputCheck.RequireFit(model, part.Data, input);
        NetworkRunner runner = Runners.Create(model, input, context.Get(RunOptions.Runtime), context.Get(RunOptions.Threads), RunOptions.Session(context));
        List<(NamedDataSet Part, ClassificationResult Result)> results =
            [.. parts.Select(p => (p, Classification.Of(context, runner, p, input)))];
        Show(context.Terminal, model, runner, results);
        JsonOutput.Write(context, CliJson.Default.EvalDocument, () => new EvalDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Runtime = runner.Name,
            Input = input.ToFlags(),
            Results = [.. results.Select(r => ClassificationJson.Of(r.Part.Name, r.Result, r.Part.Data.ClassNames))],
        });
        return ExitCode.Done;
    }

    private static IReadOnlyList<NamedDataSet> Parts(VerbContext context, DataSplit split, LoadedModel model)
    {
        string part = context.Get(DataOptions.Part) ?? "test";
        if (part == "test" && split.Test.Count > 0) return split.Test;
        if (part == "test")
        {
            DataSet all = ModelData.Any(split);
            context.Terminal.Note("The data have no part that is named as test data; all of them are judged.");
            return [new NamedDataSet("all", all)];
        }
        (DataSplit whole, string source) = ModelData.WithValidation(context, split, model);
        if (part == "validation") context.Terminal.Note($"Validation data: {source}.");
        DataSet? chosen = part == "validation" ? whole.Validation : split.Train;
        return [new NamedDataSet(part, chosen ?? throw new BadInputException($"The data have no {part} part."))];
    }

    private static void Show(Terminal terminal, LoadedModel model, NetworkRunner runner, List<(NamedDataSet Part, ClassificationResult Result)> results)
    {
        var summary = new ResultTable($"{model.Path} ({runner.Name})", "data", ">samples", ">errors", ">accuracy", ">top-5", ">cross-entropy");
        foreach ((NamedDataSet part, ClassificationResult r) in results)
        {
            summary.Row(part.Name, Quantities.Count(r.Count), Quantities.Count(r.Errors), Quantities.Percent(r.Accuracy),
                r.Confusion.ClassCount > r.TopK ? Quantities.Percent(r.TopKAccuracy) : "–", $"{r.MeanCrossEntropy:0.0000}");
        }
        terminal.Result(summary);
        foreach ((NamedDataSet part, ClassificationResult r) in results.Where(r => r.Result.Confusion.ClassCount <= 100))
            terminal.Result(Recalls(part, r));
    }

    private static ResultTable Recalls(NamedDataSet part, ClassificationResult result)
    {
        var table = new ResultTable($"Recall by class, {part.Name}", ">class", "name", ">samples", ">recall");
        for (int k = 0; k < result.Confusion.ClassCount; k++)
        {
            if (result.Confusion.CountOf(k) == 0) continue;
            table.Row(k.ToString(), k < part.Data.ClassNames.Count ? part.Data.ClassNames[k] : "", Quantities.Count(result.Confusion.CountOf(k)),
                Quantities.Percent(result.Confusion.Recall(k)));
        }
        return table;
    }
}
