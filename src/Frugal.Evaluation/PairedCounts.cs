namespace Frugal.Evaluation;

/// <summary>What two networks answered on the same samples.</summary>
/// <param name="BothRight">Right before and after.</param>
/// <param name="RightToWrong">Right before, wrong after.</param>
/// <param name="WrongToRight">Wrong before, right after.</param>
/// <param name="BothWrong">Wrong before and after.</param>
public readonly record struct PairedCounts(int BothRight, int RightToWrong, int WrongToRight, int BothWrong)
{
    /// <summary>All samples.</summary>
    public int Count => BothRight + RightToWrong + WrongToRight + BothWrong;

    /// <summary>Errors before.</summary>
    public int ErrorsBefore => WrongToRight + BothWrong;

    /// <summary>Errors after.</summary>
    public int ErrorsAfter => RightToWrong + BothWrong;

    /// <summary>Counts pairs.</summary>
    /// <param name="before">For every sample whether the first network was right.</param>
    /// <param name="after">The same for the second network.</param>
    /// <exception cref="ArgumentException">The numbers of samples differ.</exception>
    public static PairedCounts Of(ReadOnlySpan<bool> before, ReadOnlySpan<bool> after)
    {
        if (before.Length != after.Length) throw new ArgumentException($"{before.Length} and {after.Length} answers are not pairs.");
        int both = 0, lost = 0, gained = 0;
        for (int i = 0; i < before.Length; i++)
        {
            if (before[i] && after[i]) both++;
            else if (before[i]) lost++;
            else if (after[i]) gained++;
        }
        return new PairedCounts(both, lost, gained, before.Length - both - lost - gained);
    }
}
