using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>What each step gained and cost.</summary>
internal static class StepsSection
{
    public static void Write(Html html, Findings findings)
    {
        IReadOnlyList<StepReport> steps = findings.Result.Steps;
        Section.Open(html, "steps", "Steps", steps.Count == 0
            ? "No step was taken; the weights were coded as they are."
            : "Sizes are coded sizes. A step is kept if its loss on validation data plus one standard error stays within the allowance of "
                + $"{NumberText.Decimals(findings.Result.Recipe.MaxDropPoints, 2)} points from the original; else it is rolled back.");
        if (steps.Count > 0)
        {
            Table.Write(html, "Steps", [
                new("step", false), new("what it did", false), new("size", true), new("smaller by", true), new(findings.ValidationNoun + "s", true), new("loss, points", true), new("time", true), new("outcome", false),
            ], steps.Select(s => Row(s)));
        }
        html.Close();
    }

    private static IReadOnlyList<string> Row(StepReport step) =>
    [
        $"{step.Number}. {step.Method}", step.Summary, $"{NumberText.Bytes(step.BytesBefore)} → {NumberText.Bytes(step.BytesAfter)}",
        step.BytesAfter > 0 ? NumberText.Times((double)step.BytesBefore / step.BytesAfter) : "–",
        step is { Before: { } before, After: { } after } ? $"{NumberText.Whole(before.Errors)} → {NumberText.Whole(after.Errors)}" : "not measured",
        step.After is { } judged ? $"{NumberText.Decimals(judged.DropPoints, 2)} ± {NumberText.Decimals(judged.StandardErrorPoints, 2)}" : "–",
        NumberText.Duration(step.Seconds), step.Kept ? "kept" : "rolled back",
    ];
}
