namespace Frugal.Compression;

/// <summary>What one step of a recipe gained and cost.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Summary">What it did, in one line.</param>
/// <param name="Kept">Whether its result was kept; one that did not pay or cost too much was rolled back.</param>
/// <param name="BytesBefore">The coded size before.</param>
/// <param name="BytesAfter">The coded size after.</param>
/// <param name="Before">How the network before compared with the original on validation data; null without such data.</param>
/// <param name="After">The same for the network after.</param>
/// <param name="Seconds">The time it took.</param>
/// <param name="Candidates">What was tried on the way.</param>
/// <param name="Tables">The reasons behind its decisions.</param>
public sealed record StepReport(
    int Number, string Method, string Summary, bool Kept, long BytesBefore, long BytesAfter, Judgement? Before, Judgement? After, double Seconds,
    IReadOnlyList<CandidatePoint> Candidates, IReadOnlyList<ReportTable> Tables);
