namespace Frugal.Kernels;

/// <summary>What a reduction computes of the elements that it joins.</summary>
public enum ReductionKind
{
    /// <summary>Σ x.</summary>
    Sum,
    /// <summary>Σ x / n.</summary>
    Mean,
    /// <summary>Σ |x| (L1 norm).</summary>
    AbsoluteSum,
    /// <summary>Σ x².</summary>
    SumOfSquares,
    /// <summary>√Σ x² (L2 norm).</summary>
    EuclideanNorm,
    /// <summary>The largest; NaN if any is NaN; −∞ of none.</summary>
    Maximum,
    /// <summary>The smallest; NaN if any is NaN; +∞ of none.</summary>
    Minimum,
}
