namespace Frugal.Tests.Operators;

/// <summary>How the gradient of an <see cref="OpCase"/> is judged.</summary>
internal enum GradientCheck
{
    /// <summary>Against central differences in float64, for every floating-point input that has a gradient.</summary>
    FiniteDifferences,

    /// <summary>As <see cref="FiniteDifferences"/>, and the gradient itself is differentiated and judged once more.</summary>
    Twice,

    /// <summary>Not here: the operator has no gradient, or one by a written rule (straight-through) that has a test of its own.</summary>
    None,
}
