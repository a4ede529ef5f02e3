namespace Frugal.Kernels;

/// <summary>
/// The element-wise functions of one operand, with up to two parameters α and β. NaN gives NaN. Errors are in units in
/// the last place of the float32 result; functions without one are exact or rounded once per operation written.
/// </summary>
public enum UnaryFunction
{
    /// <summary>max(x, 0); −0 stays −0.</summary>
    Relu,
    /// <summary>x where x ≥ 0, α x elsewhere.</summary>
    LeakyRelu,
    /// <summary>min(max(x, α), β).</summary>
    Clip,
    /// <summary>1 / (1 + e^−x); 2.5 ulp.</summary>
    Sigmoid,
    /// <summary>tanh x; 2.5 ulp.</summary>
    Tanh,
    /// <summary>min(max(α x + β, 0), 1).</summary>
    HardSigmoid,
    /// <summary>x min(max(x/6 + 1/2, 0), 1).</summary>
    HardSwish,
    /// <summary>x where x &gt; 0, α (e^x − 1) elsewhere; 2.5 ulp.</summary>
    Elu,
    /// <summary>ln(1 + e^x); 2.5 ulp.</summary>
    Softplus,
    /// <summary>x (1 + erf(x/√2)) / 2; the error is at most 2e-7 |x|.</summary>
    Gelu,
    /// <summary>x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, as x / (1 + e^−2u); the error is at most 4e-7 |x|.</summary>
    GeluTanh,
    /// <summary>x / (1 + e^−x); 3 ulp, or 1.5e-43 where x is below −87.</summary>
    Silu,
    /// <summary>e^x; 1.1 ulp.</summary>
    Exp,
    /// <summary>ln x; 2 ulp.</summary>
    Log,
    /// <summary>√x.</summary>
    Sqrt,
    /// <summary>1 / x.</summary>
    Reciprocal,
    /// <summary>−x.</summary>
    Negate,
    /// <summary>|x|.</summary>
    Absolute,
    /// <summary>x².</summary>
    Square,
    /// <summary>−1, 1, or x itself where it is ±0 or NaN.</summary>
    Sign,
    /// <summary>The largest integer that is not above x.</summary>
    Floor,
    /// <summary>The smallest integer that is not below x.</summary>
    Ceiling,
    /// <summary>The nearest integer, halves to the even one.</summary>
    Round,
    /// <summary>The error function (2/√π) ∫₀ˣ e^(−t²) dt; 2 ulp.</summary>
    Erf,
    /// <summary>α x + β, rounded once.</summary>
    Affine,
    /// <summary>β x where x &gt; 0, α (e^x − 1) elsewhere; 3 ulp.</summary>
    Selu,
    /// <summary>x where x &gt; 0, α (e^(β x) − 1) elsewhere, β being 1 / α; 4 ulp.</summary>
    Celu,
    /// <summary>x tanh(ln(1 + e^x)); the error is at most 8e-7 |x|.</summary>
    Mish,
    /// <summary>x / (1 + e^(−α x)); the error is at most 4e-7 |x|.</summary>
    Swish,
    /// <summary>x / (1 + |x|); 1.51 ulp.</summary>
    Softsign,
}
