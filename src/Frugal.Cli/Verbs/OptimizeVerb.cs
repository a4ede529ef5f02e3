using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Graphs.Passes;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal optimize</c>: a simpler network with the same answers, as plain ONNX.</summary>
internal sealed class OptimizeVerb : Verb
{
    // Ratios of times nearer to 1 than this are not worth a warning.
    private const double SlowerThan = 0.97;

    // ONNX Runtime's blocked convolutions take 16 channels at a time with AVX-512, 8 or 16 elsewhere.
    private const int BlockOfChannels = 16;

    private static readonly Option<bool> WithoutCheck = new("--force") { Description = "Write the file although no runtime here can run the network to compare the answers." };

    public override string Name => "optimize";

    public override string Description =>
        "Simplifies a network and writes it as plain ONNX: the answers stay, up to rounding. They are compared with the original's, in Frugal and, where it is installed, in ONNX Runtime, "
        + "before the file gets its name. Exit code 1, and no file, when they differ.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal optimize model.onnx -o simple.onnx",
        "frugal optimize model.onnx -o simple.onnx --opset 20 --shape N=8",
        "frugal optimize model.onnx -o simple.onnx --skip remove-dead-channels,flush-denormals",
        "frugal optimize model.onnx -o simple.onnx --passes fold-constants,fold-batch-normalization --json -",
    ];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
    [
        OutputOptions.Out, OutputOptions.Opset, PassOptions.Passes, PassOptions.Skip, InputOptions.Input, InputOptions.Shape, RunOptions.Seed, GoalOptions.TimeLimit, GoalOptions.MaxMemory,
        WithoutCheck,
    ];

    public override int Run(VerbContext context)
    {
        if (context.Get(OutputOptions.Out) is not [var output]) throw new UsageException("optimize writes one network: give -o NAME.onnx.");
        IReadOnlyList<Pass> passes = PassOptions.Chosen(context.Get(PassOptions.Passes)!, context.Get(PassOptions.Skip)!);
        OutputFiles.RequireExtension([output], ".onnx");
        OutputFiles.Prepare([context.Get(ModelArgument.Model)], output, context.Get(OutputOptions.Json));
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        Network original = model.Plain();
        NamedInputs inputs = NamedInputs.Find(context, model);
        Tensors.Shape[] shapes = [.. inputs.Tensors.Select(t => t.Shape)];

        context.Terminal.Progress("simplifying", double.NaN, "");
        int opset = context.Get(OutputOptions.Opset) ?? original.Opsets.GetValueOrDefault("", Network.DefaultOpset);
        PassSettings settings = PassSettings.ForOpset(opset) with
        {
            TimeLimit = context.Get(GoalOptions.TimeLimit),
            Work = network => NetworkCost.MultiplyAccumulates(network, shapes),
            ChannelMultiple = BlockOfChannels,
        };
        IReadOnlyList<PassResult> done = PassTable.Run(original.Clone(), settings, out Network simple, passes, context.Cancellation);
        var message = new MemoryStream();
        OnnxWriteResult written = OnnxFile.Write(simple, message, new OnnxWriteOptions { Opset = context.Get(OutputOptions.Opset) });
        byte[] bytes = message.ToArray();

        var notes = new List<string>(written.Notes);
        OptimizeCheckJson[] checks = [.. Check(context, model, original, simple, bytes, inputs, notes)];
        if (checks.Length == 0) RequireForce(context, original, notes);
        bool same = checks.All(c => c.Same);
        OptimizeSpeedJson? speed = same ? Speed(context, original, bytes, inputs, notes) : null;
        if (bytes.Length > model.FileBytes)
            notes.Add($"The new file is larger than the original by {Quantities.Bytes(bytes.Length - model.FileBytes)}: folded constants, or copies of weights that several layers shared.");
        if (same) AtomicFile.Write(output, stream => stream.Write(bytes));

        NetworkSizeJson before = Size(original, model.FileBytes, shapes), after = Size(simple, bytes.Length, shapes);
        Show(context.Terminal, model, output, before, after, done, checks, speed, notes, same);
        JsonOutput.Write(context, CliJson.Default.OptimizeDocument, () => new OptimizeDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Out = same ? output : null,
            Opset = written.Opset,
            Before = before,
            After = after,
            Passes = [.. done.Select(r => new PassJson(r.Pass.Name, r.Pass.Exactness.ToString().ToLowerInvariant(), r.Rewrites, r.NodesRemoved, r.ParametersRemoved, r.BytesRemoved, r.WorkRemoved))],
            Checks = checks,
            Same = same,
            OnnxRuntime = speed,
            Notes = notes,
        });
        return same ? ExitCode.Done : ExitCode.TargetNotMet;
    }

    private static IEnumerable<OptimizeCheckJson> Check(VerbContext context, LoadedModel model, Network original, Network simple, byte[] bytes, NamedInputs inputs, List<string> notes)
    {
        context.Terminal.Progress("comparing the answers", double.NaN, "");
        var checks = new List<OptimizeCheckJson>();
        if (OptimizeCheck.RunsInFrugal(original)) checks.AddRange(OptimizeCheck.InFrugal(original, simple, inputs));
        else notes.Add($"Frugal cannot run the network ({UnsupportedOperators.In(original)[0].Describe()} is not supported); its answers were compared in ONNX Runtime only.");
        if (!OnnxRuntimeLibrary.TryFind(out _, out string? reason))
        {
            notes.Add($"The answers were not compared in ONNX Runtime. {reason}");
            return checks;
        }
        using OnnxRuntimeSession? before = Load(model, notes);
        if (before is null) return checks;
        using var after = new OnnxRuntimeSession(bytes, new OnnxRuntimeOptions { Threads = WorkerPool.Shared.Threads });
        checks.AddRange(OptimizeCheck.InOnnxRuntime(original, before, after, inputs));
        return checks;
    }

    // A network that ONNX Runtime refuses as it stands cannot be compared there.
    private static OnnxRuntimeSession? Load(LoadedModel model, List<string> notes)
    {
        try
        {
            return Runners.OnnxRuntime(model, WorkerPool.Shared.Threads);
        }
        catch (OnnxRuntimeException e)
        {
            notes.Add($"ONNX Runtime does not load the original: {e.Message}");
            return null;
        }
    }

    private static void RequireForce(VerbContext context, Network original, List<string> notes)
    {
        if (!context.Get(WithoutCheck)) UnsupportedOperators.ThrowIfAny(original);
        notes.Add("The answers of the new file were not compared with the original's.");
    }

    private static OptimizeSpeedJson? Speed(VerbContext context, Network original, byte[] bytes, NamedInputs inputs, List<string> notes)
    {
        if (!OnnxRuntimeLibrary.TryFind(out _, out _)) return null;
        if (context.Get(GoalOptions.TimeLimit) is { } limit && context.Elapsed > limit)
        {
            notes.Add("The time was up before speeds could be measured.");
            return null;
        }
        context.Terminal.Progress("timing", double.NaN, "");
        int threads = WorkerPool.Shared.Threads;
        try
        {
            using var before = new OnnxRuntimeEngine("original", original, inputs.Tensors, threads);
            using var after = new OnnxRuntimeEngine("optimized", bytes, inputs.Tensors, threads);
            ComparisonResult times = Comparison.Run(after, before, cancellation: context.Cancellation);
            if (times.RatioHigh < SlowerThan)
                notes.Add($"The new file is slower in ONNX Runtime: {times.Ratio:0.00} times the original's speed (95 % interval {times.RatioLow:0.00} to {times.RatioHigh:0.00}). Name single passes with --skip to find which one costs time.");
            return new OptimizeSpeedJson(OnnxRuntimeLibrary.Version!, threads, times.Second.Median, times.First.Median, times.Ratio, times.RatioLow, times.RatioHigh);
        }
        catch (OnnxRuntimeException e)
        {
            notes.Add($"Speeds in ONNX Runtime were not measured: {e.Message}");
            return null;
        }
    }

    private static NetworkSizeJson Size(Network network, long fileBytes, Tensors.Shape[] shapes) =>
        new(network.AllGraphs().Sum(g => g.Nodes.Count), network.ParameterCount, fileBytes, NetworkCost.MultiplyAccumulates(network, shapes));

    private static void Show(Terminal terminal, LoadedModel model, string output, NetworkSizeJson before, NetworkSizeJson after,
        IReadOnlyList<PassResult> done, OptimizeCheckJson[] checks, OptimizeSpeedJson? speed, List<string> notes, bool same)
    {
        foreach (string note in notes) terminal.Note(note);
        var table = new ResultTable($"{model.Path} → {output}", "", ">nodes", ">parameters", ">file", ">multiply-accumulates");
        table.Row("before", Quantities.Count(before.Nodes), Quantities.Count(before.Parameters), Quantities.Bytes(before.FileBytes), Quantities.Count(before.MultiplyAccumulates));
        table.Row("after", Quantities.Count(after.Nodes), Quantities.Count(after.Parameters), Quantities.Bytes(after.FileBytes), Quantities.Count(after.MultiplyAccumulates));
        terminal.Result(table);
        var passes = new ResultTable("What each pass removed", "pass", "answers", ">rewrites", ">nodes", ">parameters", ">bytes of weights", ">multiply-accumulates");
        foreach (PassResult r in done)
        {
            string moved = r.Pass.Exactness switch { PassExactness.Exact => "exact", PassExactness.Rounding => "rounding", _ => "bounded" };
            passes.Row(r.Pass.Name, moved, Quantities.Count(r.Rewrites), Quantities.Count(r.NodesRemoved), Quantities.Count(r.ParametersRemoved), Quantities.Count(r.BytesRemoved), Quantities.Count(r.WorkRemoved));
        }
        if (done.Count > 0) terminal.Result(passes);
        else terminal.Result("No pass found anything to do.");
        if (checks.Length > 0)
        {
            var compared = new ResultTable($"Answers to {checks[0].Inputs}", "runtime", "output", ">largest difference", ">largest value");
            foreach (OptimizeCheckJson c in checks) compared.Row(c.Runtime, c.Output, c.LargestDifference is { } d ? $"{d:G3}" : "not finite", $"{c.Scale:G4}");
            terminal.Result(compared);
        }
        if (speed is not null)
            terminal.Result($"ONNX Runtime {speed.Version}, {speed.Threads} threads: {Quantities.Milliseconds(speed.MillisecondsBefore)} ms before, {Quantities.Milliseconds(speed.MillisecondsAfter)} ms after, {speed.Speedup:0.00} times as fast (95 % interval {speed.SpeedupLow:0.00} to {speed.SpeedupHigh:0.00}).");
        if (!same) terminal.Result($"The answers differ by more than {OptimizeCheck.RelativeBound:G} of the largest value: {output} was not written. Find the pass with --skip, and please report it.");
    }
}
