using Frugal.Evaluation;

namespace Frugal.Compression;

/// <summary>The original and the result on the same test samples.</summary>
/// <param name="Name">Which test set.</param>
/// <param name="Count">The number of samples.</param>
/// <param name="HasLabels">Whether answers are judged by labels; else by agreement with the original, whose errors are then 0.</param>
/// <param name="ErrorsBefore">The original's errors.</param>
/// <param name="ErrorsAfter">The result's errors.</param>
/// <param name="Difference">The paired difference, its interval and its significance.</param>
public sealed record TestReport(string Name, int Count, bool HasLabels, int ErrorsBefore, int ErrorsAfter, PairedTest Difference)
{
    /// <summary>The control's errors; null where none was trained.</summary>
    public int? ControlErrors { get; init; }

    /// <summary>How the result differs from the control, sample by sample; null where none was trained.</summary>
    public PairedTest? AgainstControl { get; init; }
}
