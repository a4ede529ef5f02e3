using Frugal.Kernels;

namespace Frugal.Tests.Kernels;

/// <summary>The element-wise functions in float64, straight from their definitions.</summary>
internal static class ElementwiseDefinitions
{
    public static double Unary(UnaryFunction function, double x, double alpha, double beta) => function switch
    {
        UnaryFunction.Relu => x < 0 ? 0 : x,
        UnaryFunction.LeakyRelu => x < 0 ? alpha * x : x,
        UnaryFunction.Clip => x < alpha ? alpha : x > beta ? beta : x,
        UnaryFunction.Sigmoid => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x)),
        UnaryFunction.Tanh => Math.Tanh(x),
        UnaryFunction.HardSigmoid => HardSigmoid(alpha * x + beta),
        UnaryFunction.HardSwish => x * HardSigmoid(x / 6 + 0.5),
        UnaryFunction.Elu => x > 0 ? x : alpha * ExpMinusOne(x),
        UnaryFunction.Softplus => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))),
        UnaryFunction.Gelu => 0.5 * x * (1 + ErrorFunction.Erf(x / Math.Sqrt(2))),
        UnaryFunction.GeluTanh => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        UnaryFunction.Silu => x * Unary(UnaryFunction.Sigmoid, x, 0, 0),
        UnaryFunction.Exp => Math.Exp(x),
        UnaryFunction.Log => Math.Log(x),
        UnaryFunction.Sqrt => Math.Sqrt(x),
        UnaryFunction.Reciprocal => 1 / x,
        UnaryFunction.Negate => -x,
        UnaryFunction.Absolute => Math.Abs(x),
        UnaryFunction.Square => x * x,
        UnaryFunction.Sign => x > 0 ? 1 : x < 0 ? -1 : x,
        UnaryFunction.Floor => Math.Floor(x),
        UnaryFunction.Ceiling => Math.Ceiling(x),
        UnaryFunction.Round => Math.Round(x, MidpointRounding.ToEven),
        UnaryFunction.Erf => ErrorFunction.Erf(x),
        UnaryFunction.Affine => alpha * x + beta,
        UnaryFunction.Selu => x > 0 ? beta * x : alpha * ExpMinusOne(x),
        UnaryFunction.Celu => x > 0 ? x : alpha * ExpMinusOne(beta * x),
        UnaryFunction.Mish => x * Math.Tanh(Unary(UnaryFunction.Softplus, x, 0, 0)),
        UnaryFunction.Swish => x * Unary(UnaryFunction.Sigmoid, alpha * x, 0, 0),
        UnaryFunction.Softsign => x / (1 + Math.Abs(x)),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    public static double Binary(BinaryFunction function, double a, double b) => function switch
    {
        BinaryFunction.Add => a + b,
        BinaryFunction.Subtract => a - b,
        BinaryFunction.Multiply => a * b,
        BinaryFunction.Divide => a / b,
        BinaryFunction.Minimum => Math.Min(a, b),
        BinaryFunction.Maximum => Math.Max(a, b),
        BinaryFunction.Power => Math.Pow(a, b),
        BinaryFunction.ParametricRelu => a < 0 ? a * b : a,
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    /// <summary>Parameters with which a function is tested.</summary>
    public static (float Alpha, float Beta) Parameters(string function) => function switch
    {
        "LeakyRelu" => (0.01f, 0f),
        "Clip" => (-1.25f, 2.5f),
        "HardSigmoid" => (0.2f, 0.5f),
        "Elu" => (1.3f, 0f),
        "Affine" => (-1.7f, 0.3f),
        "Selu" => (1.758099f, 1.050701f),
        "Celu" => (2f, 0.5f),
        "Swish" => (1.7f, 0f),
        _ => (0f, 0f),
    };

    private static double HardSigmoid(double line) => line < 0 ? 0 : line > 1 ? 1 : line;

    private static double ExpMinusOne(double x) => Math.Abs(x) < 1e-5 ? x + x * x / 2 + x * x * x / 6 : Math.Exp(x) - 1;

    private static double LogOnePlus(double x) => x < 1e-5 ? x - x * x / 2 + x * x * x / 3 : Math.Log(1 + x);
}
