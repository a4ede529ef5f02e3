using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>What each step gained and cost.</summary>
internal static class StepsSection
{
    public static void Write(Html html, Findings findings)
    {
        IReadOnlyList<StepReport> steps = findings.Result.Steps;
        bool judged = steps.Any(s => s.After is not null);
        Section.Open(html, "steps", "Steps", steps.Count == 0
            ? "No step was taken; the weights were coded as they are."
            : judged
                ? "Sizes are coded sizes. A step is kept if its loss stays within the allowance, else it is rolled back. The allowance: "
                    + $"{findings.Allowance}."
                : "Sizes are coded sizes. What the steps cost was not measured, because there were no validation data.");
        if (steps.Count > 0)
        {
            Column[] cost = judged ? [new(findings.ValidationNoun + "s", true), new($"loss of {findings.ValidationMeasure}, points", true)] : [];
            Table.Write(html, "Steps", [
                new("step", false), new("what it did", false, IsProse: true), new("size", true), new("smaller by", true), .. cost, new("time", true), new("outcome", false),
            ], steps.Select(s => Row(s, judged)));
        }
        html.Close();
    }

    private static IReadOnlyList<string> Row(StepReport step, bool judged) =>
    [
        $"{step.Number}. {step.Method}", step.Summary, $"{NumberText.Bytes(step.BytesBefore)} → {NumberText.Bytes(step.BytesAfter)}",
        step.BytesAfter > 0 ? NumberText.Times((double)step.BytesBefore / step.BytesAfter) : "–", .. judged ? Cost(step) : [],
        NumberText.Duration(step.Seconds), step.Kept ? "kept" : "rolled back",
    ];

    private static IEnumerable<string> Cost(StepReport step) => step is { Before: { } before, After: { } after }
        ? [$"{NumberText.Whole(before.Errors)} → {NumberText.Whole(after.Errors)}", $"{NumberText.Decimals(after.DropPoints, 2)} ± {NumberText.Decimals(after.StandardErrorPoints, 2)}"]
        : ["not measured", "–"];
}
