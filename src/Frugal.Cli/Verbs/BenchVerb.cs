using System.CommandLine;
using System.Diagnostics;
using Frugal.Analysis;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Graphs.Onnx;
using Frugal.Kernels;
using Frugal.Runtime;
using Frugal.Runtime.OnnxRuntime;
using Frugal.Tensors;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal bench</c>: how long a network takes.</summary>
internal sealed class BenchVerb : Verb
{
    private const int ProfiledRuns = 20;
    private const int LoadRepetitions = 9;
    private const string Own = "frugal", OnnxRuntime = "onnxruntime";

    private static readonly Option<string> Against = new("--against")
    {
        Description = "Measure in turns with the same network in ONNX Runtime (onnxruntime), or with another network (a file) in the same runtime.",
        HelpName = "WHAT",
    };

    private static readonly Option<bool> Memory = new("--memory") { Description = "Also the growth of private bytes by loading and running, of each side in a process of its own." };

    private static readonly Option<bool> Load = new("--load") { Description = "Also the time to read the file, prepare the network and run it once, in a process that has run another network before." };

    public override string Name => "bench";

    public override string Description => "Times a network, alone or in turns with another: median, percentiles, ratio with its 95 % interval, time of each step.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal bench model.onnx --batch 8",
        "frugal bench model.onnx --against onnxruntime --threads 1 --load --memory",
        "frugal bench small.frugal --against original.onnx --json -",
    ];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
        [Against, RunOptions.Batch, InputOptions.Input, InputOptions.Shape, RunOptions.Seed, RunOptions.Runtime, RunOptions.Accuracy, Load, Memory, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        OutputFiles.Prepare([context.Get(ModelArgument.Model)], context.Get(OutputOptions.Json));
        // Before anything else of the network is in memory.
        MemoryJson? memory = context.Get(Memory) ? MeasureMemory(context) : null;
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        NamedInputs inputs = Inputs(context, model);
        context.Terminal.Note($"Inputs: {inputs.Source}. Threads: {WorkerPool.Shared.Threads}.");
        string runtime = context.Get(RunOptions.Runtime) ?? Own;
        bool peer = context.Get(Against) == OnnxRuntime;
        TimedEngine first = Engine(context, model, runtime, inputs.Tensors);
        TimedEngine? second = context.Get(Against) switch
        {
            null => null,
            OnnxRuntime => Engine(context, model, OnnxRuntime, inputs.Tensors),
            var path => Engine(context, Other(context, path, inputs), runtime, inputs.Tensors),
        };
        context.Terminal.Progress("timing", double.NaN, "");
        ComparisonResult times = Comparison.Run(first, second ?? first, cancellation: context.Cancellation);
        IReadOnlyList<StepTime> profile = runtime == Own ? Profile(context, model, inputs.Tensors) : [];
        IReadOnlyList<LayerComparison>? layers = peer && runtime == Own
            ? LayerComparison.Of(model.Plain(), profile, OnnxRuntimeProfile.Measure(model.Plain(), inputs.Tensors, WorkerPool.Shared.Threads, ProfiledRuns)) : null;
        LoadJson? load = context.Get(Load) ? MeasureLoad(context, model, runtime, inputs.Tensors) : null;
        var document = new BenchDocument
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
            Speedup = peer ? new SpeedupJson(times.Ratio, times.RatioLow, times.RatioHigh) : null,
            Frugal = runtime == Own ? Times(times.First) : null,
            OnnxRuntime = peer ? Times(times.Second) : runtime == OnnxRuntime ? Times(times.First) : null,
            Profile = profile,
            Layers = layers,
            Load = load,
            Memory = memory,
        };
        BenchTables.Show(context.Terminal, document);
        JsonOutput.Write(context, CliJson.Default.BenchDocument, () => document);
        return ExitCode.Done;
    }

    private static NamedInputs Inputs(VerbContext context, LoadedModel model)
    {
        if (context.Get(RunOptions.Batch) is not { } batch) return NamedInputs.Find(context, model);
        if (batch < 1) throw new UsageException($"--batch {batch} is not possible; give 1 or more.");
        if (context.Has(InputOptions.Input)) throw new UsageException("--batch and --input contradict each other: the tensors say how many samples there are.");
        if (model.Network.Graph.Inputs.FirstOrDefault(i => i.Shape is { Rank: > 0 } s && s[0].IsNumber && s[0].Number != batch) is { } fixedInput)
            throw new BadInputException($"The input '{fixedInput.Name}' of '{model.Path}' is {fixedInput.Shape}: the network takes {fixedInput.Shape![0]} a run, not {batch}. Export it with a symbolic batch.");
        return NamedInputs.Find(context, model, symbolic: batch, preferStored: false);
    }

    private static EngineJson Times(EngineTimes t) => new(t.Median, t.P10, t.P90, t.P99);

    private static TimedEngine Engine(VerbContext context, LoadedModel model, string runtime, DenseTensor[] inputs) => runtime == OnnxRuntime
        ? new OnnxRuntimeEngine($"{model.Path} (onnxruntime)", model.Plain(), inputs, WorkerPool.Shared.Threads)
        : new SessionEngine($"{model.Path} (frugal)", Session.Create(model.Plain(), RunOptions.Session(context)), inputs, WorkerPool.Shared);

    private static LoadedModel Other(VerbContext context, string path, NamedInputs inputs)
    {
        LoadedModel other = LoadedModel.Open(path, context.Get(GoalOptions.MaxMemory));
        if (other.Network.Graph.Inputs.Count != inputs.Tensors.Length)
            throw new BadInputException($"'{path}' has {other.Network.Graph.Inputs.Count} inputs, the first network {inputs.Tensors.Length}.");
        return other;
    }

    private static IReadOnlyList<StepTime> Profile(VerbContext context, LoadedModel model, DenseTensor[] inputs)
    {
        // Where shapes depend on the data there is no one plan whose steps could be listed.
        if (!Session.Create(model.Plain(), RunOptions.Session(context)).TryPlanFor(inputs, out Plan? plan)) return [];
        PlanContext run = plan.Rent();
        run.Run(inputs, WorkerPool.Shared);
        var profile = new PlanProfile(plan);
        for (int i = 0; i < ProfiledRuns; i++) run.Run(inputs, WorkerPool.Shared, profile);
        return [.. profile.Steps.Zip(profile.FastestMilliseconds, (s, fastest) => s with { Milliseconds = fastest })];
    }

    private static LoadJson MeasureLoad(VerbContext context, LoadedModel model, string runtime, DenseTensor[] inputs)
    {
        (string Path, string Runtime)? other = context.Get(Against) switch { null => null, OnnxRuntime => (model.Path, OnnxRuntime), var path => (path, runtime) };
        var own = new double[LoadRepetitions];
        var others = new double[LoadRepetitions];
        for (int i = 0; i < LoadRepetitions; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            own[i] = LoadAndRun(context, model.Path, runtime, inputs);
            if (other is { } o) others[i] = LoadAndRun(context, o.Path, o.Runtime, inputs);
        }
        Array.Sort(own);
        Array.Sort(others);
        double median = own[LoadRepetitions / 2];
        return other is null ? new LoadJson(median, null, null, LoadRepetitions)
            : new LoadJson(median, others[LoadRepetitions / 2], others[LoadRepetitions / 2] / median, LoadRepetitions);
    }

    private static double LoadAndRun(VerbContext context, string path, string runtime, DenseTensor[] inputs)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        LoadedModel? model = runtime == OnnxRuntime && Path.GetExtension(path) == ".onnx" ? null : LoadedModel.Open(path);
        if (runtime == OnnxRuntime)
        {
            var options = new OnnxRuntimeOptions { Threads = WorkerPool.Shared.Threads, ForceSpinningStop = true };
            using OnnxRuntimeSession session = model is null ? new OnnxRuntimeSession(path, options) : new OnnxRuntimeSession(OnnxFile.ToBytes(model.Plain()), options);
            session.Run(inputs);
        }
        else
        {
            Session.Create(model!.Plain(), RunOptions.Session(context)).Run(inputs);
        }
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        WorkerPool.Shared.Park();
        return milliseconds;
    }

    private static MemoryJson MeasureMemory(VerbContext context)
    {
        string path = context.Get(ModelArgument.Model), runtime = context.Get(RunOptions.Runtime) ?? Own;
        if (context.Get(Against) is not { } against) return new MemoryJson(PrivateMemory.GrowthOf(() => WarmUp(runtime), () => Loaded(context, path, runtime)), null, null);
        context.Terminal.Progress("measuring memory", double.NaN, "");
        string[] flags =
        [
            "--threads", WorkerPool.Shared.Threads.ToString(), .. context.Get(InputOptions.Shape)!.SelectMany(s => new[] { "--shape", s }),
            .. context.Get(InputOptions.Input)!.SelectMany(f => new[] { "--input", f }), .. context.Get(RunOptions.Batch) is { } batch ? new[] { "--batch", batch.ToString() } : [],
            .. context.Get(RunOptions.Accuracy) is { } accuracy ? new[] { "--accuracy", accuracy } : [],
        ];
        long first = PrivateMemory.GrowthInNewProcess(path, runtime, flags);
        long second = against == OnnxRuntime ? PrivateMemory.GrowthInNewProcess(path, OnnxRuntime, flags) : PrivateMemory.GrowthInNewProcess(against, runtime, flags);
        return new MemoryJson(first, second, second > 0 ? (double)first / second : null);
    }

    private static void WarmUp(string runtime)
    {
        var network = new Network();
        var builder = new GraphBuilder(network.Graph);
        builder.Output(builder.Call("Relu", builder.Input("x", ElementType.Float32, 8)));
        DenseTensor[] inputs = [DenseTensor.Zeros(ElementType.Float32, new Shape(8))];
        TimedEngine engine = runtime == OnnxRuntime ? new OnnxRuntimeEngine("warm-up", network, inputs, WorkerPool.Shared.Threads)
            : new SessionEngine("warm-up", Session.Create(OnnxFile.Read(OnnxFile.ToBytes(network))), inputs, WorkerPool.Shared);
        engine.Run();
    }

    private static Action Loaded(VerbContext context, string path, string runtime)
    {
        LoadedModel model = LoadedModel.Open(path, context.Get(GoalOptions.MaxMemory));
        NamedInputs inputs = Inputs(context, model);
        if (runtime == OnnxRuntime)
        {
            // ONNX Runtime reads the file itself: what was read here for the inputs' shapes is let go.
            var options = new OnnxRuntimeOptions { Threads = WorkerPool.Shared.Threads };
            OnnxRuntimeSession peer = model.IsFrugal ? new OnnxRuntimeSession(OnnxFile.ToBytes(model.Plain()), options) : new OnnxRuntimeSession(path, options);
            return () => peer.Run(inputs.Tensors);
        }
        Session session = Session.Create(model.Plain(), RunOptions.Session(context));
        return () => session.Run(inputs.Tensors);
    }
}
