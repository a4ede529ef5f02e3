using System.CommandLine;
using Frugal.Cli.Json;
using Frugal.Cli.Models;
using Frugal.Cli.Options;
using Frugal.Cli.Output;
using Frugal.Compression;
using Frugal.Graphs;
using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Cli.Verbs;

/// <summary><c>frugal inspect</c>: what is in a network.</summary>
internal sealed class InspectVerb : Verb
{
    public override string Name => "inspect";

    public override string Description => "Shows what is in a network: inputs and outputs, layers with weights and multiply-accumulates, sparsity, denormal weights, unsupported operators.";

    public override IReadOnlyList<string> Examples => ["frugal inspect model.onnx", "frugal inspect model.frugal --shape N=8 --json -"];

    public override IEnumerable<Argument> Arguments => [ModelArgument.Model];

    public override IEnumerable<Option> Options => [InputOptions.Shape, GoalOptions.MaxMemory];

    public override int Run(VerbContext context)
    {
        OutputFiles.Prepare([context.Get(ModelArgument.Model)], context.Get(OutputOptions.Json));
        LoadedModel model = LoadedModel.Open(context.Get(ModelArgument.Model), context.Get(GoalOptions.MaxMemory));
        Network plain = model.Plain();
        WeightCounts stored = WeightCounts.Of(plain);
        IReadOnlyList<LayerJson> layers = Layers(context, plain);
        InspectDocument document = Describe(context, model, plain, stored, layers);
        Show(context.Terminal, document);
        JsonOutput.Write(context, CliJson.Default.InspectDocument, () => document);
        return ExitCode.Done;
    }

    private static InspectDocument Describe(VerbContext context, LoadedModel model, Network plain, WeightCounts counts, IReadOnlyList<LayerJson> layers) => new()
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
        Layers = layers,
        Parameters = counts.Count,
        ParameterBytes = counts.Bytes,
        NonZeroParameters = counts.NonZero,
        DenormalParameters = counts.Denormal,
        NonFiniteParameters = counts.NonFinite,
        MultiplyAccumulates = layers.Any(l => l.MultiplyAccumulates is null) ? null : layers.Sum(l => l.MultiplyAccumulates),
    };

    private static ValueJson Describe(Value value) => new(value.Name, value.Type.DisplayName(), value.Shape?.ToString() ?? "?");

    private static IReadOnlyList<LayerJson> Layers(VerbContext context, Network plain)
    {
        Network sized = plain.Clone();
        bool known = TrySize(context, sized);
        return [.. sized.Graph.Nodes.Select(n => Layer(n, known)).Where(l => l.Weights > 0 || l.MultiplyAccumulates > 0)];
    }

    private static bool TrySize(VerbContext context, Network network)
    {
        try
        {
            ShapeInference.Specialize(network.Graph, InputShapes.Of(network.Graph, context.Get(InputOptions.Shape)!));
            return true;
        }
        catch (Exception e) when (e is InvalidModelException or Errors.BadInputException)
        {
            context.Terminal.Note($"Shapes and costs cannot be told: {e.Message}");
            return false;
        }
    }

    private static LayerJson Layer(Node node, bool shapesKnown)
    {
        WeightCounts counts = node.Inputs.OfType<Value>().Where(v => v.IsConstant && v.Type.IsFloatingPoint())
            .Aggregate(default(WeightCounts), (sum, v) => sum + WeightCounts.Of(v.Constant!));
        long? multiplies = shapesKnown ? NetworkCost.Of(node) : null;
        string name = node.Name.Length > 0 ? node.Name : node.Outputs.FirstOrDefault(o => o is not null)?.Name ?? "";
        return new LayerJson(name, node.Operator.Id.ToString(), node.Outputs.FirstOrDefault()?.Shape?.ToString(), counts.Count, counts.NonZero, counts.Bytes, counts.Denormal, multiplies);
    }

    private static void Show(Terminal terminal, InspectDocument d)
    {
        terminal.Result($"{d.Model}: {Quantities.Bytes(d.FileBytes)}, by {(d.Producer.Length > 0 ? d.Producer : "unknown")}, IR version {d.IrVersion}, "
            + $"operator sets {string.Join(", ", d.Opsets.Select(o => $"{o.Key} {o.Value}"))}");
        foreach (ValueJson value in d.Inputs) terminal.Result($"  input   {value.Name}: {value.Type} {value.Shape}");
        foreach (ValueJson value in d.Outputs) terminal.Result($"  output  {value.Name}: {value.Type} {value.Shape}");
        foreach ((string key, string value) in d.Metadata) terminal.Result($"  {key} = {value}");
        terminal.Result($"Operators: {string.Join(", ", d.Operators.Select(o => $"{o.Value} {o.Key}"))}");
        terminal.Result(LayerTable(d));
        terminal.Result($"Parameters: {Quantities.Count(d.Parameters)} in {Quantities.Bytes(d.ParameterBytes)}, {Quantities.Count(d.NonZeroParameters)} not zero "
            + $"({Quantities.Percent(1 - (double)d.NonZeroParameters / Math.Max(1, d.Parameters))} sparsity), {Quantities.Count(d.DenormalParameters)} denormal"
            + (d.NonFiniteParameters > 0 ? $", {Quantities.Count(d.NonFiniteParameters)} NaN or infinite" : ""));
        if (d.MultiplyAccumulates is { } macs) terminal.Result($"Multiply-accumulates: {Quantities.Count(macs)}");
        terminal.Result(d.UnsupportedOperators.Count == 0
            ? "All operators are supported."
            : $"Not supported: {d.UnsupportedOperators.Count} of {d.Operators.Values.Sum()} nodes, the first is the {d.UnsupportedOperators[0]}.");
    }

    private static ResultTable LayerTable(InspectDocument d)
    {
        var table = new ResultTable("", "layer", "operator", "output", ">weights", ">zero", ">bytes", ">multiply-accumulates");
        foreach (LayerJson l in d.Layers)
        {
            table.Row(l.Name, l.Operator, l.OutputShape ?? "?", Quantities.Count(l.Weights), l.Weights == 0 ? "" : Quantities.Percent(1 - (double)l.NonZero / l.Weights),
                Quantities.Bytes(l.Bytes), l.MultiplyAccumulates is { } m ? Quantities.Count(m) : "?");
        }
        return table;
    }
}
