using System.CommandLine;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal bench</c>: how long a network takes.</summary>
internal sealed class BenchVerb : Verb
{
    private const int ProfiledRuns = 20;
    private const int ShownSteps = 25;
    private const string OnnxRuntime = "onnxruntime";

    private static readonly Option<string> Against = new("--against")
    {
        Description = "Measure in turns with the same network in ONNX Runtime (onnxruntime), or with another network (a file) in the same runtime.",
        HelpName = "WHAT",
    };

    public override string Name => "bench";

    public override string Description => "Times a network, alone or in turns with another: median, percentiles, ratio with its 95 % interval, time of each step.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal bench model.onnx --shape N=8",
        "frugal bench model.onnx --against onnxruntime --threads 1",
        "frugal bench small.frugal --against original.onnx --json -",
    ];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
        [Against, InputOptions.Input, InputOptions.Shape, RunOptions.Seed, RunOptions.Runtime, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        OutputFiles.Prepare([context.Get(ModelArgument.Model)], context.Get(OutputOptions.Json));
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        NamedInputs inputs = NamedInputs.Find(context, model);
        context.Terminal.Note($"Inputs: {inputs.Source}. Threads: {WorkerPool.Shared.Threads}.");
        string runtime = context.Get(RunOptions.Runtime) ?? "frugal";
        TimedEngine first = Engine(model, runtime, inputs.Tensors);
        TimedEngine? second = context.Get(Against) switch
        {
            null => null,
            OnnxRuntime => Engine(model, OnnxRuntime, inputs.Tensors),
            var path => Engine(Other(context, path, inputs), runtime, inputs.Tensors),
        };
        context.Terminal.Progress("timing", double.NaN, "");
        ComparisonResult times = Comparison.Run(first, second ?? first, cancellation: context.Cancellation);
        IReadOnlyList<StepTime> profile = runtime == "frugal" ? Profile(model, inputs.Tensors) : [];
        Show(context.Terminal, times, second is not null, profile);
        JsonOutput.Write(context, CliJson.Default.BenchDocument, () => new BenchDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            Inputs = inputs.Source,
            Threads = WorkerPool.Shared.Threads,
            InstructionSet = InstructionSets.Current.ToString().ToLowerInvariant(),
            Times = times.First,
            Against = second is null ? null : times.Second,
            Ratio = times.Ratio,
            RatioLow = times.RatioLow,
            RatioHigh = times.RatioHigh,
            Turns = times.Turns,
            Profile = profile,
        });
        return ExitCode.Done;
    }

    private static TimedEngine Engine(LoadedModel model, string runtime, DenseTensor[] inputs) => runtime == OnnxRuntime
        ? new OnnxRuntimeEngine($"{model.Path} (onnxruntime)", model.Plain(), inputs, WorkerPool.Shared.Threads)
        : new SessionEngine($"{model.Path} (frugal)", Session.Create(model.Plain()), inputs, WorkerPool.Shared);

    private static LoadedModel Other(VerbContext context, string path, NamedInputs inputs)
    {
        LoadedModel other = LoadedModel.Open(path, context.Get(GoalOptions.MaxMemory));
        if (other.Network.Graph.Inputs.Count != inputs.Tensors.Length)
            throw new BadInputException($"'{path}' has {other.Network.Graph.Inputs.Count} inputs, the first network {inputs.Tensors.Length}.");
        return other;
    }

    private static IReadOnlyList<StepTime> Profile(LoadedModel model, DenseTensor[] inputs)
    {
        // Where shapes depend on the data there is no one plan whose steps could be listed.
        if (!Session.Create(model.Plain()).TryPlanFor(inputs, out Plan? plan)) return [];
        PlanContext run = plan.Rent();
        run.Run(inputs, WorkerPool.Shared);
        var profile = new PlanProfile(plan);
        for (int i = 0; i < ProfiledRuns; i++) run.Run(inputs, WorkerPool.Shared, profile);
        return [.. profile.Steps.Select(s => s with { Milliseconds = s.Milliseconds / ProfiledRuns })];
    }

    private static void Show(Terminal terminal, ComparisonResult times, bool compared, IReadOnlyList<StepTime> profile)
    {
        var table = new ResultTable("", "milliseconds a run", ">median", ">p10", ">p90", ">p99");
        foreach (EngineTimes t in compared ? [times.First, times.Second] : new[] { times.First })
            table.Row(t.Name, Quantities.Milliseconds(t.Median), Quantities.Milliseconds(t.P10), Quantities.Milliseconds(t.P90), Quantities.Milliseconds(t.P99));
        terminal.Result(table);
        string interval = $"{times.Ratio:0.000} (95 % interval {times.RatioLow:0.000} to {times.RatioHigh:0.000}, {times.Turns} turns)";
        terminal.Result(compared ? $"The first is {interval} times as fast as the second." : $"Measured against itself: {interval}; a difference within this is noise.");
        if (profile.Count == 0) return;
        double all = profile.Sum(s => s.Milliseconds);
        var steps = new ResultTable("Steps", "operators", "node", "kernel", ">ms", ">share");
        foreach (StepTime s in profile.OrderByDescending(s => s.Milliseconds).Take(ShownSteps))
            steps.Row(s.Operators, s.Node, s.Kernel, Quantities.Milliseconds(s.Milliseconds), Quantities.Percent(s.Milliseconds / all));
        terminal.Result(steps);
        if (profile.Count > ShownSteps) terminal.Result($"… and {profile.Count - ShownSteps} shorter steps");
    }
}
