using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>Questions about nodes that passes ask when they look for patterns.</summary>
internal static class Pattern
{
    // Exporters write constants as float32 or round decimals; what they mean agrees to this.
    private const double RelativeTolerance = 1e-6;

    /// <summary>The node of an ONNX operator that computes a value in the graph in which it is read, or null.</summary>
    public static Node? Producer(Value? value, string op) =>
        value?.Producer is { } node && node.Graph == value.Graph && node.Outputs[0] == value && node.Operator.Id == OperatorId.Onnx(op) ? node : null;

    /// <summary>The number that a floating-point constant of one element holds, or null.</summary>
    public static double? Scalar(Value? value) =>
        value?.Constant is { Count: 1 } tensor && tensor.Type.IsFloatingPoint() ? tensor.ToDoubles()[0] : null;

    /// <summary>Whether a constant of one element holds a number, as far as exporters write numbers exactly.</summary>
    public static bool IsScalar(Value? value, double number) => Scalar(value) is { } found && IsNear(found, number);

    /// <summary>Whether two numbers are the same but for the rounding of decimals.</summary>
    public static bool IsNear(double a, double b) => Math.Abs(a - b) <= RelativeTolerance * Math.Abs(b);

    /// <summary>The operand of a commutative node that is not the given one.</summary>
    public static Value? Other(Node node, Value operand) => node.Inputs.Count == 2 ? node.Inputs[0] == operand ? node.Inputs[1] : node.Inputs[0] : null;

    /// <summary>A commutative node's operand that is a constant of one element, and the other one; null where there is none.</summary>
    public static (Value Operand, double Number)? WithScalar(Node? node)
    {
        if (node is not { Inputs: [{ } a, { } b] }) return null;
        if (Scalar(b) is { } second && !Widens(b, a)) return (a, second);
        return Scalar(a) is { } first && !Widens(a, b) ? (b, first) : null;
    }

    /// <summary>What a node that scales (Mul, or Div by a constant) multiplies, and by which number; null where it does something else.</summary>
    public static (Value Operand, double Factor)? Scaling(Value? value)
    {
        if (Producer(value, "Mul") is { } mul) return WithScalar(mul);
        return Producer(value, "Div") is { Inputs: [{ } x, { } by] } && Scalar(by) is { } divisor && divisor != 0 && !Widens(by, x) ? (x, 1 / divisor) : null;
    }

    /// <summary>The order of axes of a Transpose; null where the rank is not known.</summary>
    public static int[]? Order(Node transpose) => transpose.Inputs[0]!.Shape is { } shape ? Operators.Transpose.Permutation(transpose.Attributes, shape.Rank)
        : transpose.Attributes.Ints("perm") is { } order ? Array.ConvertAll(order, a => checked((int)a)) : null;

    /// <summary>The numbers of an integer input that are known without running the network, or null.</summary>
    public static long[]? Numbers(Value? value) => value?.Constant is { } tensor && !tensor.Type.IsFloatingPoint() && tensor.Type != ElementType.String ? tensor.ToLongs()
        : value?.Known is { } known && Array.TrueForAll(known, d => d.IsNumber) ? Array.ConvertAll(known, d => d.Number) : null;

    /// <summary>Whether a constant of one element might have more axes than what it is combined with, so that the result had them too.</summary>
    public static bool Widens(Value scalar, Value operand) => scalar.Shape!.Rank > 0 && (operand.Shape is not { } shape || shape.Rank < scalar.Shape.Rank);

    /// <summary>The axes of a reduction over an operand of known rank, ascending; null where they are not known, and all axes where none are given.</summary>
    public static int[]? ReducedAxes(Node reduction)
    {
        if (reduction.Inputs[0]?.Shape is not { } shape) return null;
        if (reduction.Input(1) is null) return reduction.Attributes.Flag("noop_with_empty_axes", false) ? null : [.. Enumerable.Range(0, shape.Rank)];
        return Numbers(reduction.Inputs[1]) is { Length: > 0 } axes ? [.. axes.Select(a => (int)(a < 0 ? a + shape.Rank : a)).Order()] : null;
    }
}
