namespace Frugal.Kernels;

/// <summary>The comparisons of two float32 values. All are false where either is NaN.</summary>
public enum Relation
{
    /// <summary>a = b.</summary>
    Equal,
    /// <summary>a &lt; b.</summary>
    Less,
    /// <summary>a ≤ b.</summary>
    LessOrEqual,
    /// <summary>a &gt; b.</summary>
    Greater,
    /// <summary>a ≥ b.</summary>
    GreaterOrEqual,
}
