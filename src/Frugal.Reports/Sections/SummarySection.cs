using Frugal.Compression;
using Frugal.Evaluation;

namespace Frugal.Reports;

/// <summary>The answer at a glance: how much smaller, at what price, and what must not be overlooked.</summary>
internal static class SummarySection
{
    public static void Write(Html html, Findings findings)
    {
        CompressionResult result = findings.Result;
        html.Open("header");
        html.Element("p", "Compression report", ("class", "eyebrow"));
        html.Element("h1", result.ModelName, ("class", result.ModelName.Length > 48 ? "long" : null));
        html.Open("p", ("class", "lead")).Element("strong", $"{NumberText.Times(result.Ratio)} smaller.").Text(" ");
        html.Text($"Parameters of {NumberText.Bytes(result.OriginalParameterBytes)} became a file of {NumberText.Bytes(result.File.Length)}, everything counted. ").Text(Verdict(findings)).Close();
        foreach (Warning warning in findings.Warnings)
            html.Open("p", ("class", "warning"), ("role", "note")).Element("strong", warning.Headline).Text(" " + warning.Detail).Close();
        Figure.WriteBare(html, "to-scale", "Sizes drawn to scale", $"The original has {NumberText.Bytes(result.OriginalParameterBytes)}, the result {NumberText.Bytes(result.File.Length)}.",
            svg => ToScaleChart.Draw(svg, result.OriginalParameterBytes, result.File.Length));
        WriteTiles(html, findings);
        WriteTests(html, findings);
        WriteNotes(html, result);
        html.Close();
    }

    private static string Verdict(Findings findings)
    {
        if (findings.Result.Tests is not [var test, ..])
        {
            return findings.Result.Validation is not { } validation ? "" : $"On {NumberText.Whole(validation.Count)} validation samples: "
                + $"{Change(findings.ValidationHasLabels, validation.BaselineErrors, validation.Errors)}.";
        }
        string verdict = test.Difference switch
        {
            { IsSignificant: false } => "the difference is not significant",
            { Difference: < 0 } => "a significant loss",
            _ => "a significant gain",
        };
        return $"On {NumberText.Count(test.Count, "test sample")}: {Change(test.HasLabels, test.ErrorsBefore, test.ErrorsAfter)}; {verdict}.";
    }

    private static string Change(bool labels, int before, int after) => labels
        ? $"{NumberText.Whole(before)} → {NumberText.Count(after, "error")}"
        : $"{NumberText.Count(after, "answer")} {(after == 1 ? "differs" : "differ")} from the original’s";

    private static void WriteTiles(Html html, Findings findings)
    {
        CompressionResult result = findings.Result;
        html.Open("dl", ("class", "tiles"));
        Tile(html, "Size", $"{NumberText.Bytes(result.OriginalParameterBytes)} → {NumberText.Bytes(result.File.Length)}",
            $"{NumberText.Whole(result.OriginalParameterBytes)} B of parameters → {NumberText.Whole(result.File.Length)} B"
            + (result.OriginalFileBytes is { } file ? $"; the original file has {NumberText.Whole(file)} B" : ""));
        if (result.Tests is [var test, ..])
        {
            Tile(html, test.HasLabels ? "Test errors" : "Changed answers on test data",
                test.HasLabels ? $"{NumberText.Whole(test.ErrorsBefore)} → {NumberText.Whole(test.ErrorsAfter)}" : NumberText.Whole(test.ErrorsAfter),
                $"of {NumberText.Whole(test.Count)}, “{test.Name}”; {(test.HasLabels ? "accuracy" : "agreement")} {NumberText.Points(100 * test.Difference.Difference)} points, "
                + (test.Difference.IsSignificant ? "significant" : "not significant"));
        }
        if (result.Validation is { } validation)
        {
            Tile(html, findings.ValidationHasLabels ? "Validation errors" : "Changed answers on validation data",
                findings.ValidationHasLabels ? $"{NumberText.Whole(validation.BaselineErrors)} → {NumberText.Whole(validation.Errors)}" : NumberText.Whole(validation.Errors),
                $"of {NumberText.Whole(validation.Count)}, which chose the result" + (result.ValidationSource is { } source ? $"; {source}" : ""));
        }
        if (result.Control is { } control) Tile(html, "Errors of the control", ControlValue(result, control), ControlDetail(result, control));
        if (findings.Weights > 0)
        {
            Tile(html, "Weights that are not zero", NumberText.Percent((double)findings.NonZeroWeights / findings.Weights),
                $"{NumberText.Whole(findings.NonZeroWeights)} of {NumberText.Whole(findings.Weights)}");
        }
        if (result.Latency.Count > 0)
        {
            LatencyReport fastest = result.Latency[0];
            Tile(html, $"Speed in {fastest.Runtime}", NumberText.Times(fastest.Speedup), $"{NumberText.Milliseconds(fastest.MillisecondsBefore)} → "
                + $"{NumberText.Milliseconds(fastest.MillisecondsAfter)} a sample with {NumberText.Count(fastest.Threads, "thread")}"
                + (fastest is { SpeedupLow: <= 1, SpeedupHigh: >= 1 } ? "; no difference was shown" : ""));
        }
        html.Close();
    }

    private static string ControlValue(CompressionResult result, ControlReport control) =>
        NumberText.Whole(result.Tests is [{ ControlErrors: { } errors }, ..] ? errors : control.Validation.Errors);

    private static string ControlDetail(CompressionResult result, ControlReport control) =>
        $"of {NumberText.Whole(result.Tests is [{ } test, ..] ? test.Count : control.Validation.Count)}: the uncompressed network after {NumberText.Digits(control.Training.Epochs ?? 0)} more epochs "
        + $"of the same training; the result has had {NumberText.Digits(control.ResultEpochs)}";

    private static void Tile(Html html, string name, string value, string detail)
    {
        html.Open("div").Element("dt", name).Open("dd").Element("span", value, ("class", "value"));
        html.Element("span", detail, ("class", "detail")).Close().Close();
    }

    private static void WriteTests(Html html, Findings findings)
    {
        IReadOnlyList<TestReport> tests = findings.Result.Tests;
        if (tests.Count == 0) return;
        bool labels = tests.Any(t => t.HasLabels);
        string measure = labels ? "accuracy" : "agreement";
        bool control = tests.Any(t => t.AgainstControl is not null);
        IntervalRow[] rows =
        [
            .. tests.SelectMany(t => t.AgainstControl is { } against
                ? (IntervalRow[])[Interval($"{t.Name}, {NumberText.Whole(t.Count)} samples, from the original", t.Difference), Interval($"{t.Name}, from the control", against)]
                : [Interval($"{t.Name}, {NumberText.Whole(t.Count)} samples", t.Difference)]),
        ];
        Figure.Write(html, "test-difference", $"Difference in test {measure}", $"Change of {measure} in points with 95 % interval for {NumberText.Count(tests.Count, "test set")}.",
            "Paired: both networks answered the same samples. The line is the 95 % interval; where it crosses 0, chance can explain the difference."
                + (tests.Any(t => t.Difference is { IsSignificant: true, Difference: > 0 }) ? " A gain comes from the further training on the way, which the original did not have." : "")
                + (control ? " The control is the uncompressed network after the same extra training: the difference from it is what compression alone cost." : ""),
            svg => IntervalChart.Draw(svg, rows, 0, false, "worse", "better", t => NumberText.Tick(t)));
        if (control) WriteControl(html, tests);
        html.Open("details", ("open", tests.Count > 1 ? "open" : null)).Element("summary", "The same in numbers");
        Table.Write(html, "Test results", [
            new("test set", false), new("samples", true), new(labels ? "errors before" : "differing before", true), new(labels ? "after" : "differing after", true),
            new("right → wrong", true), new("wrong → right", true), new("difference, points", true), new("95 % interval", true), new("McNemar mid-p", true), new("", false),
        ], tests.Select(t => (IReadOnlyList<string>)[
            t.Name + (t.HasLabels ? "" : " (without labels: answers that differ from the original’s)"), NumberText.Whole(t.Count), NumberText.Whole(t.ErrorsBefore), NumberText.Whole(t.ErrorsAfter),
            NumberText.Whole(t.Difference.Counts.RightToWrong), NumberText.Whole(t.Difference.Counts.WrongToRight), NumberText.Points(100 * t.Difference.Difference),
            $"{NumberText.Points(100 * t.Difference.Interval.Low)} to {NumberText.Points(100 * t.Difference.Interval.High)}", t.Difference.MidP < 0.0001 ? "< 0.0001" : NumberText.Decimals(t.Difference.MidP, 4),
            t.Difference.IsSignificant ? "significant" : "not significant",
        ]));
        html.Close();
    }

    private static IntervalRow Interval(string name, PairedTest difference) => new(name,
        $"{NumberText.Points(100 * difference.Difference)} points, 95 % interval {NumberText.Points(100 * difference.Interval.Low)} to {NumberText.Points(100 * difference.Interval.High)}",
        100 * difference.Interval.Low, 100 * difference.Difference, 100 * difference.Interval.High);

    private static void WriteControl(Html html, IReadOnlyList<TestReport> tests) => Table.Write(html, "The result beside the control", [
        new("test set", false), new("errors of the original", true), new("of the control", true), new("of the result", true), new("result − control, points", true), new("95 % interval", true), new("", false),
    ], tests.Where(t => t.AgainstControl is not null).Select(t => (IReadOnlyList<string>)[
        t.Name, NumberText.Whole(t.ErrorsBefore), NumberText.Whole(t.ControlErrors ?? 0), NumberText.Whole(t.ErrorsAfter), NumberText.Points(100 * t.AgainstControl!.Difference),
        $"{NumberText.Points(100 * t.AgainstControl.Interval.Low)} to {NumberText.Points(100 * t.AgainstControl.Interval.High)}", t.AgainstControl.IsSignificant ? "significant" : "not significant",
    ]));

    private static void WriteNotes(Html html, CompressionResult result)
    {
        if (result.Notes.Count == 0) return;
        html.Element("h2", "What to know").Open("ul", ("class", "notes"));
        foreach (string note in result.Notes) html.Element("li", note);
        html.Close();
    }
}
