using Frugal.Compression;

namespace Frugal.Reports;

/// <summary>A network in the picture of accuracy against size.</summary>
/// <param name="Label">What distinguishes it.</param>
/// <param name="SizeBytes">Its size: parameters for the original, coded for the others.</param>
/// <param name="Judgement">How it answers on validation data.</param>
/// <param name="Role">What became of it.</param>
internal sealed record TrailPoint(string Label, long SizeBytes, Judgement Judgement, TrailRole Role)
{
    /// <summary>The share of right answers.</summary>
    public double Accuracy => 1 - (double)Judgement.Errors / Judgement.Count;

    /// <summary>The original, all that was tried in order, and the result; empty without validation data.</summary>
    public static IReadOnlyList<TrailPoint> Of(CompressionResult result)
    {
        if (result.Validation is not { Count: > 0 } final) return [];
        var points = new List<TrailPoint>
        {
            new("original", result.OriginalParameterBytes, new Judgement(final.Count, final.BaselineErrors, 0, 0, double.NaN), TrailRole.Original),
        };
        if (result.Control is { } control) points.Add(new("control", result.OriginalParameterBytes, control.Validation, TrailRole.Control));
        foreach (StepReport step in result.Steps)
        {
            foreach (CandidatePoint candidate in step.Candidates.Where(c => c is { SizeBytes: > 0, Judgement.Count: > 0 }))
                points.Add(new TrailPoint(candidate.Label, candidate.SizeBytes, candidate.Judgement, candidate.Accepted && step.Kept ? TrailRole.Accepted : TrailRole.Rejected));
            if (step.After is { Count: > 0 } after && step.BytesAfter > 0 && !points.Any(p => Coincides(p, step.BytesAfter, after)))
                points.Add(new TrailPoint(step.Method, step.BytesAfter, after, step.Kept ? TrailRole.Accepted : TrailRole.Rejected));
        }
        // The result is the last network that was kept; its file may differ from that by the metadata.
        int last = points.FindLastIndex(p => p.Role == TrailRole.Accepted && Coincides(p, result.File.Length, final));
        string label = last >= 0 ? $"result, {points[last].Label}" : "result";
        if (last >= 0) points.RemoveAt(last);
        points.Add(new TrailPoint(label, result.File.Length, final, TrailRole.Chosen));
        return points;
    }

    private static bool Coincides(TrailPoint point, long bytes, Judgement judgement) =>
        point.Role is not (TrailRole.Original or TrailRole.Control) && Math.Abs(point.SizeBytes - bytes) <= 0.02 * bytes
        && point.Judgement.RightToWrong == judgement.RightToWrong && point.Judgement.WrongToRight == judgement.WrongToRight;
}
