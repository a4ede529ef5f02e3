using Frugal.Compression;

namespace Frugal.Cli.Output;

/// <summary>The tables at the end of <c>compress</c>.</summary>
internal static class CompressSummary
{
    public static void Show(Terminal terminal, CompressionResult result, IReadOnlyList<string> files)
    {
        terminal.Result(Overview(result));
        if (result.Steps.Count > 0) terminal.Result(Steps(result));
        if (terminal.Verbose) terminal.Result(Layers(result));
        terminal.Result(SizeTable.Of(result.Breakdown));
        if (result.Latency.Count > 0) terminal.Result(Latency(result));
        if (result.Control is { } control)
        {
            terminal.Result($"The control is the uncompressed network after {Epochs(control.Training.Epochs)} more of the same training; the result has had {Epochs(control.ResultEpochs)}. "
                + $"Losses were counted from the {(control.Decides ? "control" : "original")}.");
        }
        foreach (TestReport test in result.Tests.Where(t => t.AgainstControl is not null)) terminal.Result($"{test.Name}, result against control: {test.AgainstControl!.Text}");
        foreach (TestReport test in result.Tests) terminal.Result($"{test.Name}{(test.HasLabels ? "" : " (agreement with the original)")}: {test.Difference.Text}");
        foreach (string note in result.Notes) terminal.Note($"Note: {note}");
        terminal.Result($"Written: {string.Join(", ", files)}");
    }

    private static ResultTable Overview(CompressionResult r)
    {
        var table = new ResultTable(r.ModelName, "", ">before", ">after", ">change");
        table.Row("bytes (parameters; whole file)", Quantities.Count(r.OriginalParameterBytes), Quantities.Count(r.File.Length), Quantities.Ratio(r.Ratio) + " smaller");
        if (r.Validation is { } v)
            table.Row($"validation errors of {v.Count:N0}", Quantities.Count(v.BaselineErrors), Quantities.Count(v.Errors), Points(-v.DropPoints));
        foreach (TestReport t in r.Tests)
        {
            table.Row($"{t.Name} {(t.HasLabels ? "errors" : "disagreements")} of {t.Count:N0}", Quantities.Count(t.ErrorsBefore), Quantities.Count(t.ErrorsAfter),
                $"{Points(100 * t.Difference.Difference)} ({100 * t.Difference.Interval.Low:+0.00;−0.00;0.00} to {100 * t.Difference.Interval.High:+0.00;−0.00;0.00})");
        }
        ControlRows(table, r);
        foreach (LatencyReport l in r.Latency)
        {
            table.Row($"latency in {l.Runtime}, {l.Threads} thread{(l.Threads == 1 ? "" : "s")}, ms", Quantities.Milliseconds(l.MillisecondsBefore), Quantities.Milliseconds(l.MillisecondsAfter),
                $"{Quantities.Ratio(l.Speedup)} as fast");
        }
        return table;
    }

    // The control stands where the original stands in the rows above: what compression alone has cost.
    private static void ControlRows(ResultTable table, CompressionResult r)
    {
        if (r.Validation?.AgainstControl is { } v)
            table.Row("validation errors, control → result", Quantities.Count(v.BaselineErrors), Quantities.Count(v.Errors), Points(-v.DropPoints));
        foreach (TestReport t in r.Tests)
        {
            if (t is not { ControlErrors: { } errors, AgainstControl: { } d }) continue;
            table.Row($"{t.Name} errors, control → result", Quantities.Count(errors), Quantities.Count(t.ErrorsAfter),
                $"{Points(100 * d.Difference)} ({100 * d.Interval.Low:+0.00;−0.00;0.00} to {100 * d.Interval.High:+0.00;−0.00;0.00})");
        }
    }

    private static string Epochs(double? epochs) => $"{epochs ?? 0:0.##} epochs";

    private static ResultTable Steps(CompressionResult r)
    {
        var table = new ResultTable("Steps", ">", "method", "what it did", "kept", ">bytes before", ">after", ">validation errors", ">after", ">seconds");
        foreach (StepReport s in r.Steps)
        {
            table.Row(s.Number.ToString(), s.Method, s.Summary, s.Kept ? "yes" : "no, rolled back", Quantities.Count(s.BytesBefore), Quantities.Count(s.BytesAfter),
                s.Before is { } b ? Quantities.Count(b.Errors) : "–", s.After is { } a ? Quantities.Count(a.Errors) : "–", $"{s.Seconds:0.0}");
        }
        return table;
    }

    private static ResultTable Layers(CompressionResult r)
    {
        var table = new ResultTable("Layers", "layer", ">weights", ">kept", ">levels", ">bytes before", ">after");
        foreach (LayerReport l in r.Layers)
        {
            table.Row(l.Name, Quantities.Count(l.Count), Quantities.Percent((double)l.NonZero / Math.Max(1, l.Count)), Quantities.Count(l.Levels),
                Quantities.Count(l.BytesBefore), Quantities.Count(l.BytesAfter));
        }
        return table;
    }

    private static ResultTable Latency(CompressionResult r)
    {
        var table = new ResultTable("Latency, batch 1, in turns", "runtime", ">threads", ">ms before", ">ms after", ">speed-up", ">95 % interval");
        foreach (LatencyReport l in r.Latency)
        {
            table.Row(l.Runtime, l.Threads.ToString(), Quantities.Milliseconds(l.MillisecondsBefore), Quantities.Milliseconds(l.MillisecondsAfter),
                Quantities.Ratio(l.Speedup), $"{l.SpeedupLow:0.00} to {l.SpeedupHigh:0.00}");
        }
        return table;
    }

    private static string Points(double points) => $"{points:+0.00;−0.00;±0.00} points";
}
