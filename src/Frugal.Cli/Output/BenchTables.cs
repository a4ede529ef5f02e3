using Frugal.Analysis;
using Frugal.Cli.Json;
using Frugal.Runtime;

namespace Frugal.Cli.Output;

/// <summary>What <c>bench</c> shows on the terminal.</summary>
internal static class BenchTables
{
    private const int ShownSteps = 25;

    public static void Show(Terminal terminal, BenchDocument d)
    {
        var table = new ResultTable("", "milliseconds a run", ">median", ">p10", ">p90", ">p99");
        foreach (EngineTimes t in d.Against is { } against ? [d.Times, against] : new[] { d.Times })
            table.Row(t.Name, Quantities.Milliseconds(t.Median), Quantities.Milliseconds(t.P10), Quantities.Milliseconds(t.P90), Quantities.Milliseconds(t.P99));
        terminal.Result(table);
        string interval = $"{d.Ratio:0.000} (95 % interval {d.RatioLow:0.000} to {d.RatioHigh:0.000}, {d.Turns} turns)";
        terminal.Result(d.Against is not null ? $"The first is {interval} times as fast as the second." : $"Measured against itself: {interval}; a difference within this is noise.");
        if (d.Load is { } load)
            terminal.Result($"Load and first run: {Quantities.Milliseconds(load.Milliseconds)} ms" + (load.AgainstMilliseconds is { } other ? $", the second {Quantities.Milliseconds(other)} ms: {load.Ratio:0.00} times as fast" : ""));
        if (d.Memory is { } memory)
            terminal.Result($"Growth of private bytes: {Quantities.Bytes(memory.GrowthBytes)}" + (memory.AgainstGrowthBytes is { } other ? $", the second {Quantities.Bytes(other)}: {memory.Ratio:0.00} times as much" : ""));
        if (d.Layers is { } layers) terminal.Result(Layers(layers));
        else if (d.Profile.Count > 0) terminal.Result(Steps(d.Profile));
        int more = (d.Layers?.Count ?? d.Profile.Count) - ShownSteps;
        if (more > 0) terminal.Result($"… and {more} shorter ones; --json has all");
    }

    private static ResultTable Steps(IReadOnlyList<StepTime> profile)
    {
        double all = profile.Sum(s => s.Milliseconds);
        var steps = new ResultTable("Steps, the fastest run of each", "operators", "node", "kernel", ">ms", ">share");
        foreach (StepTime s in profile.OrderByDescending(s => s.Milliseconds).Take(ShownSteps))
            steps.Row(s.Operators, s.Node, s.Kernel, Quantities.Milliseconds(s.Milliseconds), Quantities.Percent(s.Milliseconds / all));
        return steps;
    }

    private static ResultTable Layers(IReadOnlyList<LayerComparison> layers)
    {
        double all = layers.Sum(l => l.Milliseconds);
        var table = new ResultTable("Parts in both, the fastest run of each; ONNX Runtime counts whole microseconds", "node", "Frugal computes", "kernel", ">ms", ">share", "ONNX Runtime computes", ">ms", ">ratio");
        foreach (LayerComparison l in layers.OrderByDescending(l => Math.Max(l.Milliseconds, l.OnnxRuntimeMilliseconds)).Take(ShownSteps))
        {
            table.Row(l.Nodes[0], l.Operators, l.Kernel, Quantities.Milliseconds(l.Milliseconds), Quantities.Percent(l.Milliseconds / all), l.OnnxRuntimeOperators,
                Quantities.Milliseconds(l.OnnxRuntimeMilliseconds), l is { Milliseconds: > 0, OnnxRuntimeMilliseconds: > 0 } ? Quantities.Ratio(l.OnnxRuntimeMilliseconds / l.Milliseconds) : "");
        }
        table.Row("together", "", "", Quantities.Milliseconds(all), "", "", Quantities.Milliseconds(layers.Sum(l => l.OnnxRuntimeMilliseconds)), "");
        return table;
    }
}
