namespace Frugal.Kernels;

/// <summary>
/// dx = dy f′(·) for the unary functions of the same names and parameters. Each says whether the forward input x or the forward output y is its
/// second operand. (The gradients of Exp and Log are a product with y and a quotient by x.)
/// </summary>
public enum GradientFunction
{
    /// <summary>From x or y: dy where it is above 0, else +0.</summary>
    Relu,
    /// <summary>From x: dy where x ≥ 0, α dy elsewhere.</summary>
    LeakyRelu,
    /// <summary>From x: dy where α ≤ x ≤ β, else +0.</summary>
    Clip,
    /// <summary>From y: dy y (1 − y).</summary>
    Sigmoid,
    /// <summary>From y: dy (1 − y²).</summary>
    Tanh,
    /// <summary>From x: α dy where 0 &lt; α x + β &lt; 1, else +0.</summary>
    HardSigmoid,
    /// <summary>From x: dy (2x + 3) / 6 where |x| &lt; 3, dy where x ≥ 3, else +0.</summary>
    HardSwish,
    /// <summary>From x: dy where x &gt; 0, α e^x dy elsewhere.</summary>
    Elu,
    /// <summary>From x: dy / (1 + e^−x).</summary>
    Softplus,
    /// <summary>From x: dy (Φ(x) + x φ(x)), with the normal distribution and its density.</summary>
    Gelu,
    /// <summary>From x: dy s (1 + x (1 − s)), s = 1 / (1 + e^−x).</summary>
    Silu,
    /// <summary>From y: dy / (2 y).</summary>
    Sqrt,
    /// <summary>From y: −dy y².</summary>
    Reciprocal,
    /// <summary>From x: dy, −dy, or 0 where x is 0.</summary>
    Absolute,
    /// <summary>From x: 2 x dy.</summary>
    Square,
    /// <summary>From x: dy (2/√π) e^(−x²).</summary>
    Erf,
}
