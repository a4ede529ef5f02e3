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
using Frugal.Graphs.Architectures;
using Frugal.Graphs.Onnx;
using Frugal.Runtime;
using Frugal.Training;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal train</c>: trains a well-known architecture from nothing, or a network further.</summary>
internal sealed class TrainVerb : Verb
{
    private static readonly Argument<string> Start = new("START")
    {
        Description = $"An architecture ({string.Join(", ", Architecture.All.Select(a => a.Name))}) or a .onnx file to train further.",
    };

    public override string Name => "train";

    public override string Description => "Trains a network on data with labels and writes it as ONNX. Ctrl-C saves a checkpoint from which --resume goes on, bit for bit.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal train lenet-5 --data mnist/ -o lenet-5.onnx --epochs 20 --shift 2",
        "frugal train resnet-20 --data cifar/ -o resnet.onnx --epochs 60 --flip --shift 4 --learning-rate 0.1 --json log.json",
        "frugal train lenet-5.onnx --data mnist/ -o further.onnx --epochs 2 --learning-rate 0.005",
    ];

    public override IEnumerable<Argument> Arguments => [Start];

    public override IEnumerable<Option> Options =>
    [
        .. DataOptions.Sources, .. InputOptions.Specification, .. TrainingOptions.All,
        OutputOptions.Out, OutputOptions.Opset, RunOptions.Resume, RunOptions.Checkpoint, RunOptions.Seed, GoalOptions.MaxMemory,
    ];

    public override int Run(VerbContext context)
    {
        string output = Output(context);
        string checkpoint = Path.Combine(context.Get(RunOptions.Checkpoint) ?? Path.ChangeExtension(output, ".work"), "training.checkpoint");
        OutputFiles.Prepare([context.Get(Start)], output, context.Get(OutputOptions.Json), checkpoint);
        TrainingPlan plan = TrainingPlan.From(context);
        TrainingStart start = TrainingStart.Open(context, context.Get(Start), plan.Settings.Seed);
        var trainer = new Trainer(start.Network, new CrossEntropyLoss { LabelSmoothing = plan.Settings.LabelSmoothing }, start.Data, start.Input,
            plan.ForTrainer(start.BatchNormalization, checkpoint));
        Resume(context, trainer, checkpoint);
        TrainingResult result = Train(context, trainer, checkpoint);
        Network trained = start.Describe(trainer.Snapshot());
        OnnxWriteResult written = OnnxFile.Write(trained, output, new OnnxWriteOptions { Opset = context.Get(OutputOptions.Opset) });
        foreach (string note in written.Notes) context.Terminal.Note(note);
        List<(NamedDataSet Part, ClassificationResult Result)> tests = Test(context, trained, start);
        Show(context.Terminal, output, written, result, tests);
        JsonOutput.Write(context, CliJson.Default.TrainDocument, () => Document(context, output, plan, start, trainer, result, tests));
        RemoveCheckpoint(checkpoint);
        return ExitCode.Done;
    }

    private static string Output(VerbContext context)
    {
        string[] outputs = context.Get(OutputOptions.Out)!;
        if (outputs.Length != 1) throw new UsageException("train writes one network: give -o NAME.onnx.");
        OutputFiles.RequireExtension(outputs, ".onnx");
        return outputs[0];
    }

    private static void Resume(VerbContext context, Trainer trainer, string checkpoint)
    {
        if (context.Get(RunOptions.Resume))
            context.Terminal.Note(trainer.Resume() ? $"Going on from '{checkpoint}'." : $"There is no '{checkpoint}'; training begins anew.");
        else if (File.Exists(checkpoint))
            context.Terminal.Note($"'{checkpoint}' of an earlier run will be replaced; --resume would go on with it.");
    }

    private static TrainingResult Train(VerbContext context, Trainer trainer, string checkpoint)
    {
        long reported = -1;
        var progress = new DirectProgress<TrainingProgress>(p =>
        {
            if (p.Validation is { } v && v.Step != reported)
            {
                reported = v.Step;
                context.Terminal.Note($"step {v.Step:N0} of {p.TotalSteps:N0}, epoch {p.Epoch:0.##}: loss {p.Loss:0.0000}, validation {(1 - v.Accuracy) * v.Count:0} errors of {v.Count:N0} ({Quantities.Percent(v.Accuracy)})");
            }
            context.Terminal.Progress("training", (double)p.Step / p.TotalSteps,
                $"epoch {p.Epoch:0.0}, loss {p.Loss:0.0000}, {Quantities.Percent(p.TrainAccuracy)} right, {Quantities.Time(p.Remaining)} left");
        });
        try
        {
            return trainer.Run(progress, context.Cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException($"Interrupted. Nothing was written but '{checkpoint}'; the same command with --resume goes on.");
        }
    }

    private static List<(NamedDataSet, ClassificationResult)> Test(VerbContext context, Network trained, TrainingStart start)
    {
        var runner = new SessionRunner(Session.Create(trained));
        return [.. start.Data.Test.Where(t => t.Data.HasLabels).Select(t => (t, Classification.Of(context, runner, t, start.Input)))];
    }

    private static void Show(Terminal terminal, string output, OnnxWriteResult written, TrainingResult result, List<(NamedDataSet Part, ClassificationResult Result)> tests)
    {
        terminal.Result($"{output}: {Quantities.Bytes(written.Bytes)}, {result.Steps:N0} steps in {Quantities.Time(result.Elapsed)}{(result.Stopped is { } s ? $", stopped: {s}" : "")}");
        var table = new ResultTable("", "data", ">samples", ">errors", ">accuracy");
        if (result.History.Count > 0)
        {
            ValidationPoint last = result.Stopped is not null ? result.Best! : result.History[^1];
            table.Row("validation", Quantities.Count(last.Count), Quantities.Count((long)Math.Round((1 - last.Accuracy) * last.Count)), Quantities.Percent(last.Accuracy));
        }
        foreach ((NamedDataSet part, ClassificationResult r) in tests)
            table.Row(part.Name, Quantities.Count(r.Count), Quantities.Count(r.Errors), Quantities.Percent(r.Accuracy));
        if (table.RowCount > 0) terminal.Result(table);
    }

    private static TrainDocument Document(VerbContext context, string output, TrainingPlan plan, TrainingStart start, Trainer trainer, TrainingResult result,
        List<(NamedDataSet Part, ClassificationResult Result)> tests)
    {
        double stepsPerEpoch = Math.Max(1, start.Data.Train!.Count / trainer.BatchSize);
        return new TrainDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Start = context.Get(Start),
            Out = output,
            Input = start.Input.ToFlags(),
            Training = plan.Settings with { Batch = trainer.BatchSize },
            TrainCount = start.Data.Train.Count,
            ValidationCount = start.Data.Validation?.Count ?? 0,
            Steps = result.Steps,
            Stopped = result.Stopped,
            TrainingSeconds = result.Elapsed.TotalSeconds,
            FinalLoss = JsonOutput.Number(result.FinalLoss),
            Validations = [.. result.History.Select(v => new ValidationJson(v.Step, v.Step / stepsPerEpoch, JsonOutput.Number(v.Loss), v.Accuracy, v.Count))],
            Tests = [.. tests.Select(t => ClassificationJson.Of(t.Part.Name, t.Result, t.Part.Data.ClassNames))],
        };
    }

    private static void RemoveCheckpoint(string checkpoint)
    {
        File.Delete(checkpoint);
        string folder = Path.GetDirectoryName(Path.GetFullPath(checkpoint))!;
        if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }
}
