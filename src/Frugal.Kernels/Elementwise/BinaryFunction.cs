namespace Frugal.Kernels;

/// <summary>The element-wise functions of two operands.</summary>
public enum BinaryFunction
{
    /// <summary>a + b.</summary>
    Add,
    /// <summary>a − b.</summary>
    Subtract,
    /// <summary>a b.</summary>
    Multiply,
    /// <summary>a / b.</summary>
    Divide,
    /// <summary>The smaller of a and b; NaN if either is.</summary>
    Minimum,
    /// <summary>The larger of a and b; NaN if either is.</summary>
    Maximum,
    /// <summary>a to the power b, with the special cases of C's pow; computed in float64, at most 0.51 ulp off.</summary>
    Power,
    /// <summary>a where a ≥ 0, a b elsewhere: b is the slope of a parametric rectifier.</summary>
    ParametricRelu,
}
