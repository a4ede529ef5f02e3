using System.CommandLine;
using Frugal.Analysis;
using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Reports;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal inspect</c>: what is in a network, and what it costs.</summary>
internal sealed class InspectVerb : Verb
{
    private static readonly Option<string> Compare = new("--compare")
    {
        Description = "Another network: shows what differs in structure, weights, outputs (on --input, else on seeded values) and cost.",
        HelpName = "OTHER",
    };

    private static readonly Option<bool> NoMeasure = new("--no-measure") { Description = "Only count: neither time the network nor measure this machine." };

    public override string Name => "inspect";

    public override string Description =>
        "Shows what is in a network and what it costs: layers with weights, multiply-accumulates and measured time, memory, the roofline of this machine, sparsity, dead filters, "
        + "denormal weights, channels that belong together, unsupported operators; what differs from another network.";

    public override IReadOnlyList<string> Examples =>
    [
        "frugal inspect model.onnx",
        "frugal inspect model.onnx --report model.html",
        "frugal inspect original.onnx --compare compressed.frugal",
        "frugal inspect model.frugal --shape N=8 --no-measure --json -",
    ];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options =>
        [Compare, InputOptions.Input, InputOptions.Shape, RunOptions.Seed, NoMeasure, OutputOptions.Report, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        string? report = context.Get(OutputOptions.Report);
        OutputFiles.Prepare([context.Get(ModelArgument.Model), context.Get(Compare)], report, context.Get(OutputOptions.Json));
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        Network plain = model.Plain();
        NamedInputs? inputs = Inputs(context, model);
        NetworkAnalysis analysis = Analyse(context, plain, inputs);
        NetworkSummary summary = Measure(context, model, analysis, inputs);
        NetworkDiff? diff = context.Get(Compare) is { } other ? Difference(context, analysis, inputs, other) : null;
        InspectDocument document = Describe(context, model, plain, summary) with { Compare = diff is null ? null : Describe(context.Get(Compare)!, diff, inputs) };
        InspectTables.Show(context.Terminal, document);
        if (report is not null) NetworkReport.Write(summary, report, diff);
        JsonOutput.Write(context, CliJson.Default.InspectDocument, () => document);
        return ExitCode.Done;
    }

    // A network is shown even where its inputs cannot be made.
    private static NamedInputs? Inputs(VerbContext context, LoadedModel model)
    {
        try
        {
            return NamedInputs.Find(context, model);
        }
        catch (Exception e) when (e is InvalidModelException or BadInputException)
        {
            context.Terminal.Note($"Shapes and costs cannot be told: {e.Message}");
            return null;
        }
    }

    private static NetworkAnalysis Analyse(VerbContext context, Network plain, NamedInputs? inputs)
    {
        try
        {
            return NetworkAnalysis.Of(plain, inputs is null ? null : [.. inputs.Tensors.Select(t => t.Shape)]);
        }
        catch (InvalidModelException e) when (inputs is not null)
        {
            context.Terminal.Note($"Shapes and costs cannot be told: {e.Message}");
            return NetworkAnalysis.Of(plain);
        }
    }

    private static NetworkSummary Measure(VerbContext context, LoadedModel model, NetworkAnalysis analysis, NamedInputs? inputs)
    {
        var summary = new NetworkSummary(Path.GetFileName(model.Path), model.FileBytes, analysis, null, null);
        if (context.Get(NoMeasure)) return summary;
        context.Terminal.Progress("measuring", double.NaN, "");
        Roofline roof = RooflineCache.For(WorkerPool.Shared);
        LatencyProfile? latency = null;
        if (inputs is not null && analysis.ShapesKnown && UnsupportedOperators.In(analysis.Network).Count == 0)
            latency = LatencyProfile.Measure(analysis, inputs.Tensors, WorkerPool.Shared, context.Cancellation);
        context.Terminal.EndProgress();
        return summary with { Roofline = roof, Latency = latency };
    }

    private static NetworkDiff Difference(VerbContext context, NetworkAnalysis first, NamedInputs? inputs, string path)
    {
        LoadedModel other = LoadedModel.Open(path, context.Get(GoalOptions.MaxMemory));
        NetworkAnalysis second = Analyse(context, other.Plain(), inputs is not null && inputs.Tensors.Length == other.Network.Graph.Inputs.Count ? inputs : null);
        NetworkDiff diff = NetworkDiff.Of(first, second);
        bool runnable = inputs is not null && UnsupportedOperators.In(first.Network).Count == 0 && UnsupportedOperators.In(second.Network).Count == 0;
        if (!runnable) return diff;
        try
        {
            return diff.WithOutputs(inputs!.Tensors);
        }
        catch (Exception e) when (e is ArgumentException or InvalidModelException)
        {
            context.Terminal.Note($"The outputs cannot be compared: {e.Message}");
            return diff;
        }
    }

    private static InspectDocument Describe(VerbContext context, LoadedModel model, Network plain, NetworkSummary summary)
    {
        NetworkAnalysis a = summary.Analysis;
        return new InspectDocument
        {
            Tool = ToolVersion.Text,
            Command = context.Command,
            Seconds = context.Elapsed.TotalSeconds,
            Model = model.Path,
            FileBytes = model.FileBytes,
            Producer = $"{plain.Producer} {plain.ProducerVersion}".Trim(),
            IrVersion = plain.IrVersion,
            Opsets = plain.Opsets.ToDictionary(o => o.Key.Length == 0 ? "ai.onnx" : o.Key, o => o.Value),
            Metadata = plain.Metadata,
            Inputs = [.. plain.Graph.Inputs.Select(Describe)],
            Outputs = [.. plain.Graph.Outputs.Select(Describe)],
            Operators = plain.AllGraphs().SelectMany(g => g.Nodes).GroupBy(n => n.Operator.Id.ToString()).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Count()),
            UnsupportedOperators = [.. UnsupportedOperators.In(plain).Select(n => n.Describe())],
            Layers = [.. Enumerable.Range(0, a.Layers.Count).Where(i => a.Layers[i].Counts || summary.Latency?.Share(i) > 0).Select(i => Layer(summary, i))],
            Parameters = a.Weights.Count,
            ParameterBytes = a.Weights.Bytes,
            NonZeroParameters = a.Weights.NonZero,
            DenormalParameters = a.Weights.Denormal,
            NonFiniteParameters = a.Weights.NonFinite,
            Filters = a.Filters.Count,
            DeadFilters = a.Filters.Dead,
            MultiplyAccumulates = a.ShapesKnown ? a.Cost?.MultiplyAccumulates : null,
            OtherOperations = a.ShapesKnown ? a.Cost?.OtherOperations : null,
            Intensity = a.Intensity,
            Activations = new ActivationsJson(a.PeakActivationBytes, a.PeakActivationBytesNotInPlace, summary.Latency?.ArenaBytes),
            Latency = summary.Latency is { } l ? new LatencyJson(l.MedianMilliseconds, l.StepMilliseconds, l.Threads, l.Runs) : null,
            Roofline = summary.Roofline is { } r ? new RooflineJson(r.OperationsPerSecond, r.BytesPerSecond, r.Threads, r.Ridge) : null,
            ChannelGroups = [.. a.ChannelGroups.Select(g => new ChannelGroupJson(g.Id, g.Classes.Count, [.. g.Axes.Select(x => $"{x.Value.Name}.{x.Axis}")]))],
        };
    }

    private static LayerJson Layer(NetworkSummary summary, int index)
    {
        LayerAnalysis l = summary.Analysis.Layers[index];
        LayerTime? time = summary.Latency?.Layers.GetValueOrDefault(index);
        OperatorCost? cost = summary.Analysis.ShapesKnown ? l.Cost : null;
        string? bound = cost is { } c && summary.Roofline is { } roof ? roof.IsArithmeticBound(c) ? "arithmetic" : "memory" : null;
        return new LayerJson(l.Name, l.Operator, l.OutputShape?.ToString(), l.Weights.Count, l.Weights.NonZero, l.Weights.Bytes, l.Weights.Denormal, l.Filters.Count, l.Filters.Dead,
            cost?.MultiplyAccumulates, cost?.OtherOperations, cost is null ? null : l.BytesMoved, cost is null ? null : l.Intensity, time?.Milliseconds, time is null ? null : summary.Latency!.Share(index),
            time?.Kernel, cost is { } known ? summary.Roofline?.LeastMilliseconds(known) : null, bound);
    }

    private static DiffJson Describe(string path, NetworkDiff diff, NamedInputs? inputs) => new(path, diff.Outputs.Count > 0 ? inputs?.Source : null,
        diff.SameNodes, [.. diff.Nodes.Select(n => new NodeChangeJson(n.Name, Change(n.Before, n.After), (n.Before ?? n.After)!.Operator, n.Differences))],
        diff.SameWeights, [.. diff.Weights.Select(w => new WeightChangeJson(w.Name, Change(w.Before, w.After), w.Before, w.After, w.CountsBefore.NonZero, w.CountsAfter.NonZero, w.Changed, w.RelativeError))],
        diff.Outputs, Cost(diff.First), Cost(diff.Second));

    private static string Change(object? before, object? after) => before is null ? "added" : after is null ? "removed" : "changed";

    private static DiffCostJson Cost(NetworkAnalysis a) =>
        new(a.Weights.Count, a.Weights.NonZero, a.Weights.Bytes, a.Cost?.MultiplyAccumulates, a.Cost?.OtherOperations, a.PeakActivationBytes);

    private static ValueJson Describe(Value value) => new(value.Name, value.Type.DisplayName(), value.Shape?.ToString() ?? "?");
}
