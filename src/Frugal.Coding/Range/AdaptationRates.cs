namespace Frugal.Coding;

/// <summary>
/// How fast the two estimators of an <see cref="AdaptiveBit"/> follow: shifts, each halving the step. Sparse streams need slow ones;
/// the encoder tries all of <see cref="Choices"/> and stores which.
/// </summary>
/// <param name="Fast">The shift of the faster estimator.</param>
/// <param name="Slow">The shift of the slower estimator.</param>
internal readonly record struct AdaptationRates(int Fast, int Slow)
{
    /// <summary>The pairs that an encoder may choose from.</summary>
    public static readonly AdaptationRates[] Choices = [new(5, 8), new(6, 9), new(7, 10), new(8, 11)];
}
