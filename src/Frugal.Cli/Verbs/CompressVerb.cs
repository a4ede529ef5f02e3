using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Data;
using Frugal.Evaluation;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal compress</c>: the main job.</summary>
internal sealed class CompressVerb : Verb
{
    public override string Name => "compress";

    public override string Description =>
        "Makes a network's file many times smaller and proves what that costs. Data let it train and select; without labels it follows the original's answers; without data "
        + "weights are shared and coded only. Ctrl-C writes the best so far.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal compress lenet.onnx --data mnist/ -o out/lenet.frugal --report out/report.html --json out/report.json",
        "frugal compress net.onnx --data photos/ --scale 1/255 --max-drop 0.5 --target 40x --time-limit 10m -o net.frugal -o net-small.onnx",
        "frugal compress lenet.onnx --data mnist/ --recipe out/lenet.recipe.json -o again.frugal",
        "frugal compress net.onnx -o net.frugal",
    ];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
    [
        .. DataOptions.Sources, .. InputOptions.Specification,
        GoalOptions.For, GoalOptions.Target, GoalOptions.MaxDrop, GoalOptions.Baseline, GoalOptions.TimeLimit, GoalOptions.MaxMemory,
        OutputOptions.Out, OutputOptions.Report, OutputOptions.Opset, OutputOptions.Force,
        RunOptions.Recipe, RunOptions.Seed, RunOptions.Resume, RunOptions.Checkpoint,
    ];

    public override int Run(VerbContext context)
    {
        CompressFiles files = CompressFiles.From(context);
        OutputFiles.Prepare([context.Get(ModelArgument.Model), context.Get(RunOptions.Recipe)],
            [.. files.Networks, files.Recipe, context.Get(OutputOptions.Report), context.Get(OutputOptions.Json)]);
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        Recipe? given = RecipeFile.Read(context);
        (DataSplit? data, InputSpecification input, string? source) = Data(context, model, given);
        Recipe recipe = RecipeFile.For(context, given ?? Recipe.ForSize(data?.Train is not null), model, data?.Train);
        NoteWorkFolder(context, files.Work);
        if (!recipe.IsResolved) CheckScaling(context, model, data, input);
        CompressionResult result = Compress(context, files, model, data, input, recipe) with { ValidationSource = source };
        List<string> written = Write(context, files, result);
        Target? target = context.Get(GoalOptions.Target);
        bool met = target?.IsMet(result.Ratio, result.File.Length) ?? true;
        CompressSummary.Show(context.Terminal, result, written);
        JsonOutput.Write(context, CliJson.Default.CompressDocument, () => Document(context, model, result, written, target, met));
        return Finish(context, files, result, target, met);
    }

    private static void NoteWorkFolder(VerbContext context, string folder)
    {
        bool exists = CompressionJob.CanResume(folder);
        if (context.Get(RunOptions.Resume)) context.Terminal.Note(exists ? $"Going on from '{folder}'." : $"There is no interrupted run in '{folder}'; it begins anew.");
        else if (exists) context.Terminal.Note($"'{folder}' of an earlier run will be replaced; --resume would go on with it.");
    }

    private static (DataSplit?, InputSpecification, string?) Data(VerbContext context, LoadedModel model, Recipe? recipe)
    {
        DataSplit? data = ModelData.Open(context, ModelOutput.Classes(model.Network));
        if (data is null)
        {
            context.Terminal.Note("No data: weights are shared and coded without training, and no accuracy can be measured. --data lets the result be smaller and proven.");
            return (null, ModelInput.Recorded(context, model), null);
        }
        (InputSpecification input, string from) = ModelInput.Resolve(context, model, ModelData.Any(data), recipe?.Input);
        context.Terminal.Note($"Input: {input.ToFlags()} (from {from}).");
        InputCheck.RequireFit(model, ModelData.Any(data), input);
        (DataSplit split, string source) = ModelData.WithValidation(context, data, model);
        context.Terminal.Note($"Validation data: {source}.");
        return (split, input, source);
    }

    private static void CheckScaling(VerbContext context, LoadedModel model, DataSplit? data, InputSpecification input)
    {
        if ((data?.Validation ?? data?.Test.FirstOrDefault()?.Data) is not { } samples) return;
        context.Terminal.Progress("checking the original", double.NaN, "");
        ScalingAdvice? advice = InputCheck.Scaling(model, samples, input, context.Cancellation);
        context.Terminal.EndProgress();
        if (advice is not { IsSuspicious: true }) return;
        if (!context.Get(OutputOptions.Force)) throw new BadInputException($"{advice.Text} --force goes on as it is.");
        context.Terminal.Note($"Going on because of --force, although: {advice.Text}");
    }

    private static CompressionResult Compress(VerbContext context, CompressFiles files, LoadedModel model, DataSplit? data, InputSpecification input, Recipe recipe)
    {
        var options = new JobOptions
        {
            ModelName = model.Name,
            ModelFileBytes = model.FileBytes,
            TimeLimit = context.Get(GoalOptions.TimeLimit),
            Force = context.Get(OutputOptions.Force),
            Command = context.Command,
            WorkFolder = files.Work,
            Resume = context.Get(RunOptions.Resume),
        };
        var progress = new DirectProgress<JobProgress>(p => Report(context.Terminal, p));
        return CompressionJob.Run(model.Plain(), data, input, recipe, options, progress, context.Cancellation);
    }

    private static void Report(Terminal terminal, JobProgress p)
    {
        string step = p.Step > 0 ? $"[{p.Step}/{p.StepCount}] " : "";
        var details = new List<string>();
        if (!double.IsNaN(p.Activity.Loss)) details.Add($"loss {p.Activity.Loss:0.0000}");
        if (p.Errors is { } errors) details.Add($"{Quantities.Percent(1 - (double)errors / p.ValidationCount)} right so far");
        details.Add($"{Quantities.Bytes(p.SizeBytes)} so far ({Quantities.Ratio((double)p.OriginalBytes / p.SizeBytes)})");
        details.Add(Quantities.Time(p.Elapsed) + (p.Remaining is { TotalSeconds: >= 1 } left ? $", this part {Quantities.Time(left)} more" : ""));
        terminal.Progress(step + p.Activity.Text, p.Activity.Share, string.Join(", ", details));
    }

    private static List<string> Write(VerbContext context, CompressFiles files, CompressionResult result)
    {
        foreach (string path in files.Networks)
        {
            if (path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            {
                OnnxWriteResult written = OnnxFile.Write(FoldedNetwork.Of(result.Network), path, new OnnxWriteOptions { Opset = context.Get(OutputOptions.Opset) });
                foreach (string note in written.Notes) context.Terminal.Note(note);
            }
            else
            {
                AtomicFile.Write(path, stream => stream.Write(result.File));
            }
        }
        RecipeFile.Write(files.Recipe, result.Recipe);
        List<string> all = [.. files.Networks, files.Recipe];
        if (context.Get(OutputOptions.Report) is { } report)
        {
            Frugal.Reports.Report.Write(result, report);
            all.Add(report);
        }
        return all;
    }

    private static int Finish(VerbContext context, CompressFiles files, CompressionResult result, Target? target, bool met)
    {
        if (result.Interrupted)
        {
            context.Terminal.Error($"Interrupted; the best so far was written. The same command with --resume goes on from '{files.Work}'.");
            return ExitCode.Interrupted;
        }
        if (met) return ExitCode.Done;
        context.Terminal.Error($"The target of {target} was not met: the result has {Quantities.Bytes(result.File.Length)} ({Quantities.Ratio(result.Ratio)}). "
            + "A larger --max-drop or more time lets it become smaller.");
        return ExitCode.TargetNotMet;
    }

    private static CompressDocument Document(VerbContext context, LoadedModel model, CompressionResult r, List<string> written, Target? target, bool met) => new()
    {
        Tool = ToolVersion.Text,
        Command = context.Command,
        Seconds = context.Elapsed.TotalSeconds,
        Model = model.Path,
        Out = written,
        Input = r.Input.ToFlags(),
        ParameterBytesBefore = r.OriginalParameterBytes,
        FileBytesBefore = r.OriginalFileBytes,
        BytesAfter = r.File.Length,
        Ratio = r.Ratio,
        Target = target?.ToString(),
        TargetMet = met,
        Interrupted = r.Interrupted,
        Size = SizeJson.Of(r.Breakdown),
        ValidationSource = r.ValidationSource,
        Validation = JudgementJson.Of(r.Validation),
        Control = ControlJson.Of(r.Control),
        Tests = [.. r.Tests.Select(PairedJson.Of)],
        TestReadings = r.TestReadings,
        Steps = [.. r.Steps.Select(StepJson.Of)],
        Layers = r.Layers,
        Latency = r.Latency,
        Notes = r.Notes,
    };
}
