using Frugal.Cli.Json;

namespace Frugal.Cli.Output;

/// <summary>What <c>inspect</c> shows on the terminal.</summary>
internal static class InspectTables
{
    private const int MostGroups = 20, MostChanges = 30;

    public static void Show(Terminal terminal, InspectDocument d)
    {
        terminal.Result($"{d.Model}: {Quantities.Bytes(d.FileBytes)}, by {(d.Producer.Length > 0 ? d.Producer : "unknown")}, IR version {d.IrVersion}, "
            + $"operator sets {string.Join(", ", d.Opsets.Select(o => $"{o.Key} {o.Value}"))}");
        foreach (ValueJson value in d.Inputs) terminal.Result($"  input   {value.Name}: {value.Type} {value.Shape}");
        foreach (ValueJson value in d.Outputs) terminal.Result($"  output  {value.Name}: {value.Type} {value.Shape}");
        foreach ((string key, string value) in d.Metadata) terminal.Result($"  {key} = {value}");
        terminal.Result($"Operators: {string.Join(", ", d.Operators.Select(o => $"{o.Value} {o.Key}"))}");
        terminal.Result(Layers(d));
        Totals(terminal, d);
        if (d.ChannelGroups.Count > 0) terminal.Result(Groups(d));
        terminal.Result(d.UnsupportedOperators.Count == 0
            ? "All operators are supported."
            : $"Not supported: {d.UnsupportedOperators.Count} of {d.Operators.Values.Sum()} nodes, the first is the {d.UnsupportedOperators[0]}.");
        if (d.Compare is { } diff) Diff(terminal, d, diff);
    }

    private static ResultTable Layers(InspectDocument d)
    {
        bool measured = d.Latency is not null;
        string[] columns = ["layer", "operator", "output", ">weights", ">zero", ">dead", ">MAC", ">other", ">FLOP/B", .. measured ? new[] { ">ms", ">share", ">of roof" } : []];
        var table = new ResultTable("Layers (MAC: multiply-accumulates; FLOP: two a MAC)", columns);
        foreach (LayerJson l in d.Layers)
        {
            string[] row =
            [
                l.Name, l.Operator, l.OutputShape ?? "?", Quantities.Count(l.Weights), l.Weights == 0 ? "" : Quantities.Percent(1 - (double)l.NonZero / l.Weights),
                l.Filters == 0 ? "" : $"{l.DeadFilters}/{l.Filters}", Count(l.MultiplyAccumulates), Count(l.OtherOperations), l.Intensity is { } i ? $"{i:0.0}" : "",
            ];
            string[] times = !measured ? [] : l.Milliseconds is { } ms
                ? [Quantities.Milliseconds(ms), Quantities.Percent(l.Share ?? 0), l.RooflineMilliseconds is { } r && ms > 0 ? $"{100 * r / ms:0} % {l.BoundBy}" : ""]
                : ["", "", ""];
            table.Row([.. row, .. times]);
        }
        return table;
    }

    private static void Totals(Terminal terminal, InspectDocument d)
    {
        terminal.Result($"Parameters: {Quantities.Count(d.Parameters)} in {Quantities.Bytes(d.ParameterBytes)}, {Quantities.Count(d.NonZeroParameters)} not zero "
            + $"({Quantities.Percent(1 - (double)d.NonZeroParameters / Math.Max(1, d.Parameters))} sparsity), {Quantities.Count(d.DenormalParameters)} denormal"
            + (d.NonFiniteParameters > 0 ? $", {Quantities.Count(d.NonFiniteParameters)} NaN or infinite" : "") + $"; dead filters: {Quantities.Count(d.DeadFilters)} of {Quantities.Count(d.Filters)}");
        if (d.MultiplyAccumulates is { } macs)
            terminal.Result($"Multiply-accumulates: {Quantities.Count(macs)} (counted); other operations: {Count(d.OtherOperations)}; {d.Intensity:0.0} FLOP a byte of weights, inputs and outputs");
        if (d.Activations.PeakBytes is { } peak)
            terminal.Result($"Activations at peak: {Quantities.Bytes(peak)} in place, {Quantities.Bytes(d.Activations.PeakBytesNotInPlace ?? peak)} not in place (counted)"
                + (d.Activations.ArenaBytes is { } arena ? $"; {Quantities.Bytes(arena)} with workspaces as Frugal runs it" : ""));
        if (d.Latency is { } latency)
            terminal.Result($"Time of a run: {Quantities.Milliseconds(latency.MedianMilliseconds)} ms (measured, median of {latency.Runs} runs, {latency.Threads} threads; steps {Quantities.Milliseconds(latency.StepMilliseconds)} ms)");
        if (d.Roofline is { } roof)
            terminal.Result($"This machine: {roof.OperationsPerSecond / 1e9:0.0} GFLOP/s and {roof.BytesPerSecond / 1e9:0.0} GB/s (measured, {roof.Threads} threads): arithmetic limits above {roof.Ridge:0.0} FLOP a byte");
    }

    private static ResultTable Groups(InspectDocument d)
    {
        var table = new ResultTable("Coupled channels: those of a row can only be removed together", ">group", ">channels", "weights and activations");
        foreach (ChannelGroupJson g in d.ChannelGroups.Take(MostGroups))
            table.Row(g.Id.ToString(), g.Channels.ToString(), string.Join(", ", g.Axes.Take(6)) + (g.Axes.Count > 6 ? $" and {g.Axes.Count - 6} more" : ""));
        if (d.ChannelGroups.Count > MostGroups) table.Row("…", "", $"{d.ChannelGroups.Count - MostGroups} more groups");
        return table;
    }

    private static void Diff(Terminal terminal, InspectDocument d, DiffJson diff)
    {
        var cost = new ResultTable($"Compared with {diff.Other}", "", $">{Path.GetFileName(d.Model)}", $">{Path.GetFileName(diff.Other)}", ">ratio");
        Line(cost, "file bytes", d.FileBytes, new FileInfo(diff.Other).Length);
        Line(cost, "parameters", diff.Before.Parameters, diff.After.Parameters);
        Line(cost, "not zero", diff.Before.NonZeroParameters, diff.After.NonZeroParameters);
        Line(cost, "multiply-accumulates", diff.Before.MultiplyAccumulates, diff.After.MultiplyAccumulates);
        Line(cost, "other operations", diff.Before.OtherOperations, diff.After.OtherOperations);
        Line(cost, "activation bytes at peak", diff.Before.PeakActivationBytes, diff.After.PeakActivationBytes);
        terminal.Result(cost);
        terminal.Result($"Nodes: {diff.SameNodes} the same, {diff.Nodes.Count} not. Initializers: {diff.SameWeights} the same, {diff.Weights.Count} not.");
        if (diff.Nodes.Count > 0)
        {
            var nodes = new ResultTable("", "node", "operator", "change");
            foreach (NodeChangeJson n in diff.Nodes.Take(MostChanges)) nodes.Row(n.Name, n.Operator, n.Change == "changed" ? string.Join("; ", n.Differences) : n.Change);
            if (diff.Nodes.Count > MostChanges) nodes.Row("…", "", $"{diff.Nodes.Count - MostChanges} more");
            terminal.Result(nodes);
        }
        if (diff.Weights.Count > 0)
        {
            var weights = new ResultTable("", "initializer", "change", ">elements changed", ">relative error", ">not zero before", ">after");
            foreach (WeightChangeJson w in diff.Weights.Take(MostChanges))
                weights.Row(w.Name, w.Change == "changed" && w.Before != w.After ? $"{w.Before} → {w.After}" : w.Change, Count(w.Changed), $"{w.RelativeError:G3}", Quantities.Count(w.NonZeroBefore), Quantities.Count(w.NonZeroAfter));
            if (diff.Weights.Count > MostChanges) weights.Row("…", $"{diff.Weights.Count - MostChanges} more", "", "", "", "");
            terminal.Result(weights);
        }
        foreach (Analysis.OutputChange o in diff.Outputs)
        {
            terminal.Result(o.Before == o.After
                ? $"Output {o.Name} ({o.Before}): largest difference {o.LargestDifference:G3}, relative error {o.RelativeError:G3} on {diff.Inputs}"
                : $"Output {o.Name}: {o.Before} → {o.After}");
        }
    }

    private static void Line(ResultTable table, string name, long? before, long? after) =>
        table.Row(name, Count(before), Count(after), before > 0 && after is { } a ? Quantities.Ratio((double)a / before.Value) : "");

    private static string Count(long? count) => count is { } c ? Quantities.Count(c) : "?";
}
