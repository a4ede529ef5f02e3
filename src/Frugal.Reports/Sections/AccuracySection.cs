using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>What was tried on the way, as accuracy against size.</summary>
internal static class AccuracySection
{
    public static void Write(Html html, Findings findings)
    {
        string measure = findings.ValidationMeasure;
        Section.Open(html, "accuracy", char.ToUpperInvariant(measure[0]) + measure[1..] + " against size");
        if (findings.Trail.Count == 0)
        {
            html.Element("p", "Nothing was judged on the way, because there were no validation data.").Close();
            return;
        }
        TrailPoint original = findings.Trail[0];
        int tried = findings.Trail.Count(p => p.Role is TrailRole.Accepted or TrailRole.Rejected);
        Figure.Write(html, "trail", $"{(findings.ValidationHasLabels ? "Accuracy" : "Agreement with the original")} on {NumberText.Whole(original.Judgement.Count)} validation samples",
            $"{NumberText.Count(tried, "network")} tried on the way from the original to the result: size of the file against {measure}.", Caption(findings),
            svg => AccuracySizeChart.Draw(svg, findings.Trail, findings.AccuracyLimit));
        html.Open("details").Element("summary", "The same in numbers");
        string noun = findings.ValidationNoun + "s";
        Table.Write(html, "Networks tried", [
            new("network", false), new("size", true), new("smaller by", true), new(noun, true), new("right → wrong", true), new("wrong → right", true), new("loss of " + measure + ", points", true),
            new("standard error", true), new("cross-entropy", true), new("", false),
        ], findings.Trail.Select(p => Row(p, findings.Result)));
        html.Close().Close();
    }

    private static string Caption(Findings findings)
    {
        bool rejected = findings.Trail.Any(p => p.Role == TrailRole.Rejected);
        bool control = findings.Trail.Any(p => p.Role == TrailRole.Control);
        return "Read from right to left: the square is the original, " + (control ? "the diamond the control, " : "") + "filled points were accepted and are joined, "
            + (rejected ? "crosses were rejected, " : "") + "the ringed point is the result. Whiskers are one standard error of the paired difference; "
            + "a point was accepted when its lower whisker stayed above the dashed line" + (findings.CountsFromControl ? ", drawn for the difference from the control." : ".");
    }

    private static IReadOnlyList<string> Row(TrailPoint point, CompressionResult result) =>
    [
        point.Label, NumberText.ExactBytes(point.SizeBytes), point.Role is TrailRole.Original or TrailRole.Control ? "" : NumberText.Times((double)result.OriginalParameterBytes / point.SizeBytes),
        NumberText.Whole(point.Judgement.Errors), NumberText.Whole(point.Judgement.RightToWrong), NumberText.Whole(point.Judgement.WrongToRight),
        NumberText.Decimals(point.Judgement.DropPoints, 2), NumberText.Decimals(point.Judgement.StandardErrorPoints, 2), NumberText.Decimals(point.Judgement.Loss, 4),
        point.Role switch { TrailRole.Original => "original", TrailRole.Control => "control", TrailRole.Accepted => "accepted", TrailRole.Chosen => "result", _ => "rejected" },
    ];
}
