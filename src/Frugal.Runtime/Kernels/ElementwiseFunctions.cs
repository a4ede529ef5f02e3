using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime.Kernels;

/// <summary>Which kernel function an element-wise operator is.</summary>
internal static class ElementwiseFunctions
{
    private static readonly Dictionary<OperatorId, Func<Node, (UnaryFunction Function, float Alpha, float Beta)?>> UnaryOperators = new()
    {
        [OperatorId.Onnx("Relu")] = _ => (UnaryFunction.Relu, 0, 0),
        [OperatorId.Onnx("LeakyRelu")] = n => (UnaryFunction.LeakyRelu, n.Attributes.Float("alpha", 0.01f), 0),
        [OperatorId.Onnx("Clip")] = ClipLimits,
        [OperatorId.Onnx("Sigmoid")] = _ => (UnaryFunction.Sigmoid, 0, 0),
        [OperatorId.Onnx("Tanh")] = _ => (UnaryFunction.Tanh, 0, 0),
        [OperatorId.Onnx("HardSigmoid")] = n => (UnaryFunction.HardSigmoid, n.Attributes.Float("alpha", 0.2f), n.Attributes.Float("beta", 0.5f)),
        [OperatorId.Onnx("HardSwish")] = _ => (UnaryFunction.HardSwish, 0, 0),
        [OperatorId.Onnx("Elu")] = n => (UnaryFunction.Elu, n.Attributes.Float("alpha", 1), 0),
        [OperatorId.Onnx("Softplus")] = _ => (UnaryFunction.Softplus, 0, 0),
        [OperatorId.Onnx("Gelu")] = n => (n.Attributes.Text("approximate", "none") == "tanh" ? UnaryFunction.GeluTanh : UnaryFunction.Gelu, 0, 0),
        [OperatorId.Onnx("Selu")] = n => (UnaryFunction.Selu, n.Attributes.Float("gamma", 1.05070102214813232421875f) * n.Attributes.Float("alpha", 1.67326319217681884765625f),
            n.Attributes.Float("gamma", 1.05070102214813232421875f)),
        [OperatorId.Onnx("Celu")] = n => (UnaryFunction.Celu, n.Attributes.Float("alpha", 1), 1 / n.Attributes.Float("alpha", 1)),
        [OperatorId.Onnx("Mish")] = _ => (UnaryFunction.Mish, 0, 0),
        [OperatorId.Onnx("Swish")] = n => n.Attributes.Float("alpha", 1) is var alpha && alpha == 1 ? (UnaryFunction.Silu, 0, 0) : (UnaryFunction.Swish, alpha, 0),
        [OperatorId.Onnx("Softsign")] = _ => (UnaryFunction.Softsign, 0, 0),
        [OperatorId.Onnx("Exp")] = _ => (UnaryFunction.Exp, 0, 0),
        [OperatorId.Onnx("Log")] = _ => (UnaryFunction.Log, 0, 0),
        [OperatorId.Onnx("Sqrt")] = _ => (UnaryFunction.Sqrt, 0, 0),
        [OperatorId.Onnx("Reciprocal")] = _ => (UnaryFunction.Reciprocal, 0, 0),
        [OperatorId.Onnx("Neg")] = _ => (UnaryFunction.Negate, 0, 0),
        [OperatorId.Onnx("Abs")] = _ => (UnaryFunction.Absolute, 0, 0),
        [OperatorId.Onnx("Sign")] = _ => (UnaryFunction.Sign, 0, 0),
        [OperatorId.Onnx("Floor")] = _ => (UnaryFunction.Floor, 0, 0),
        [OperatorId.Onnx("Ceil")] = _ => (UnaryFunction.Ceiling, 0, 0),
        [OperatorId.Onnx("Round")] = _ => (UnaryFunction.Round, 0, 0),
        [OperatorId.Onnx("Erf")] = _ => (UnaryFunction.Erf, 0, 0),
    };

    private static readonly Dictionary<OperatorId, BinaryFunction> BinaryOperators = new()
    {
        [OperatorId.Onnx("Add")] = BinaryFunction.Add,
        [OperatorId.Onnx("Sub")] = BinaryFunction.Subtract,
        [OperatorId.Onnx("Mul")] = BinaryFunction.Multiply,
        [OperatorId.Onnx("Div")] = BinaryFunction.Divide,
        [OperatorId.Onnx("Min")] = BinaryFunction.Minimum,
        [OperatorId.Onnx("Max")] = BinaryFunction.Maximum,
        [OperatorId.Onnx("Pow")] = BinaryFunction.Power,
        [OperatorId.Onnx("PRelu")] = BinaryFunction.ParametricRelu,
    };

    /// <summary>The operators of one operand.</summary>
    public static IEnumerable<OperatorId> Unary => UnaryOperators.Keys;

    /// <summary>The operators of two operands.</summary>
    public static IEnumerable<OperatorId> Binary => BinaryOperators.Keys;

    /// <summary>The function of a node of one operand, or null where it is none or has parameters that the kernels do not know.</summary>
    public static (UnaryFunction Function, float Alpha, float Beta)? UnaryOf(Node node) =>
        UnaryOperators.TryGetValue(node.Operator.Id, out var find) ? find(node) : null;

    /// <summary>The function of a node of two operands, or null.</summary>
    public static BinaryFunction? BinaryOf(Node node) =>
        node.Inputs.Count == 2 && BinaryOperators.TryGetValue(node.Operator.Id, out BinaryFunction function) ? function : null;

    private static (UnaryFunction, float, float)? ClipLimits(Node node)
    {
        if (node.Inputs.Skip(1).Any(i => i is not null && i.Constant is not { Type: ElementType.Float32 })) return null;
        float Limit(int input, float otherwise) => node.Input(input)?.Constant is { } limit ? limit.Span<float>()[0] : otherwise;
        return (UnaryFunction.Clip, Limit(1, float.NegativeInfinity), Limit(2, float.PositiveInfinity));
    }
}
