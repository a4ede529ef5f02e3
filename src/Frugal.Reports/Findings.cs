using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>What follows from a result and more than one section needs.</summary>
internal sealed class Findings
{
    /// <summary>A speed-up below this is a warning; one or two per cent more time stand in the table of latencies only.</summary>
    private const double NoticeablySlower = 0.95;

    public Findings(CompressionResult result)
    {
        Result = result;
        // An original without errors on its validation data is either judged by itself or perfect; "as the original answers" is true of both.
        ValidationHasLabels = result.Validation is null or { BaselineErrors: > 0 } || result.Tests.Any(t => t.HasLabels);
        Weights = result.Layers.Sum(l => l.Count);
        NonZeroWeights = result.Layers.Sum(l => l.NonZero);
        Trail = TrailPoint.Of(result);
        Warnings = [.. FindWarnings()];
    }

    public CompressionResult Result { get; }

    /// <summary>Whether validation answers are judged by labels; else by agreement with the original.</summary>
    public bool ValidationHasLabels { get; }

    /// <summary>The loss in points that a step might cost.</summary>
    public double AllowancePoints => Result.Recipe.MaxDropPoints ?? (CountsFromControl ? MethodContext.DefaultMaxDropFromControlPoints : MethodContext.DefaultMaxDropPoints);

    /// <summary>Whether losses counted from the control; else from the original.</summary>
    public bool CountsFromControl => Result.Control is { Decides: true };

    /// <summary>The rule by which networks were accepted, in words.</summary>
    public string Allowance => $"{NumberText.Decimals(AllowancePoints, 2)} points on validation data, counted from the {(CountsFromControl ? "control" : "original")}, one standard error included"
        + (Result.Recipe.MaxDropPoints is null ? "; one and a half standard errors where those are more" : "")
        + (Result.Validation?.AgainstControl?.Pooled is { } pooled ? $"; decided on each sample and {pooled.Views - 1} copies of it that are moved a little" : "");

    /// <summary>The accuracy on validation data below which nothing was accepted.</summary>
    public double AccuracyLimit => Result.Validation is not { Count: > 0 } v ? double.NaN
        : 1 - (double)(CountsFromControl ? Result.Control!.Validation.Errors : v.BaselineErrors) / v.Count - AllowancePoints / 100;

    /// <summary>The noun for a wrong answer on validation data.</summary>
    public string ValidationNoun => Noun(ValidationHasLabels);

    /// <summary>What the share of right answers on validation data is called.</summary>
    public string ValidationMeasure => ValidationHasLabels ? "accuracy" : "agreement";

    public long Weights { get; }

    public long NonZeroWeights { get; }

    /// <summary>The networks that were tried, from the original to the result.</summary>
    public IReadOnlyList<TrailPoint> Trail { get; }

    /// <summary>What must not be overlooked, the gravest first.</summary>
    public IReadOnlyList<Warning> Warnings { get; }

    public static string Noun(bool labels) => labels ? "error" : "changed answer";

    private IEnumerable<Warning> FindWarnings()
    {
        if (Result.Interrupted)
            yield return new Warning("The run was interrupted.", "This is the best network up to that moment; a full run may find a smaller one.");
        foreach (TestReport test in Result.Tests.Where(t => t.Difference is { IsSignificant: true, Difference: < 0 })) yield return SignificantLoss(test);
        foreach (TestReport test in Result.Tests.Where(t => t.AgainstControl is { IsSignificant: true, Difference: < 0 }))
        {
            yield return new Warning($"On “{test.Name}” compression alone has cost accuracy.",
                $"The control, trained on for as long, makes {NumberText.Count(test.ControlErrors ?? 0, "error")}, the result {NumberText.Whole(test.ErrorsAfter)} of {NumberText.Whole(test.Count)}; the difference is significant. "
                + "A smaller --max-drop or more validation data would have kept more weights.");
        }
        Judgement? judged = CountsFromControl ? Result.Validation?.AgainstControl : Result.Validation;
        (double drop, double error) = judged switch
        {
            null => (0, 0),
            { Pooled: { } p } => (p.DropPoints, p.StandardErrorPoints),
            _ => (judged.DropPoints, judged.StandardErrorPoints),
        };
        double allowed = Result.Recipe.MaxDropPoints is not null ? AllowancePoints : Math.Max(AllowancePoints, 1.5 * error);
        if (drop + error > allowed)
        {
            yield return new Warning("The loss on validation data is above the allowance.",
                $"It is {NumberText.Decimals(drop, 2)} points with a standard error of {NumberText.Decimals(error, 2)}; "
                + $"their sum may be at most {NumberText.Decimals(allowed, 2)}.");
        }
        if (Result.Ratio <= 1) yield return new Warning("The result is not smaller.", "Its file has as many bytes as the parameters of the original, or more.");
        else if (Result.Steps.Count > 0 && Result.Steps.All(s => !s.Kept))
            yield return new Warning("No step was kept.", "All of them were rolled back; what was gained comes from coding alone.");
        foreach (LatencyReport slower in Result.Latency.Where(l => l.SpeedupHigh < NoticeablySlower))
        {
            yield return new Warning($"In {slower.Runtime} the result is slower.",
                $"With {NumberText.Count(slower.Threads, "thread")} it takes {NumberText.Milliseconds(slower.MillisecondsAfter)} instead of {NumberText.Milliseconds(slower.MillisecondsBefore)}.");
        }
        if (Result.Tests.Count > 0) yield break;
        yield return Result.Validation is null
            ? new Warning("Accuracy was not measured.", "There were no data to judge by: this report says how much smaller the file is, not how well it answers.")
            : new Warning("There was no test set.", "Accuracy is that of validation data, which also chose the result; on unseen data expect a little less.");
    }

    private static Warning SignificantLoss(TestReport test)
    {
        string noun = Noun(test.HasLabels);
        string counts = test.HasLabels
            ? $"{NumberText.Count(test.ErrorsBefore, noun)} became {NumberText.Whole(test.ErrorsAfter)} of {NumberText.Whole(test.Count)}"
            : $"{NumberText.Count(test.ErrorsAfter, noun)} of {NumberText.Whole(test.Count)}";
        return new Warning($"The loss on “{test.Name}” is significant.",
            $"{counts}: {NumberText.Points(100 * test.Difference.Difference)} points, 95 % interval {NumberText.Points(100 * test.Difference.Interval.Low)} to "
            + $"{NumberText.Points(100 * test.Difference.Interval.High)}, McNemar mid-{NumberText.Probability(test.Difference.MidP)}.");
    }
}
