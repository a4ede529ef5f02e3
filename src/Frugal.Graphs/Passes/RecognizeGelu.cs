using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// GELU as exporters spell it, in any order of its factors: x · ½ · (1 + erf(x/√2)), and x · ½ · (1 + tanh(√(2/π)·(x + 0.044715·x³))); becomes Gelu, the second with
/// <c>approximate</c> = <c>tanh</c>.
/// </summary>
internal static class RecognizeGelu
{
    private const double CubicShare = 0.044715;

    public static int Run(PassContext context)
    {
        if (!context.Settings.Offers(OperatorId.Onnx("Gelu"), NodeAttributes.Empty)) return 0;
        return context.Nodes("Mul").Count(node => TryReplace(node));
    }

    // The outermost node is the one whose factors are ½, x and 1 + f(x) together.
    private static bool TryReplace(Node outer)
    {
        var factors = new List<Value>();
        double number = 1;
        Collect(outer.Output, factors, ref number, depth: 3);
        if (factors.Count != 2 || !Pattern.IsNear(number, 0.5)) return false;
        foreach (var (x, sum) in ((Value, Value)[])[(factors[0], factors[1]), (factors[1], factors[0])])
        {
            if (Pattern.WithScalar(Pattern.Producer(sum, "Add")) is not var (bent, one) || !Pattern.IsNear(one, 1)) continue;
            if (!x.Type.IsFloatingPoint()) continue;
            bool exact = Pattern.Producer(bent, "Erf") is { } erf && IsScaled(erf.Inputs[0], x, Math.Sqrt(0.5));
            bool approximate = !exact && Pattern.Producer(bent, "Tanh") is { } tanh && IsCubic(tanh.Inputs[0], x);
            if (!exact && !approximate) continue;
            NodeEdits.Replace(outer, OperatorId.Onnx("Gelu"), [x], [], approximate ? NodeAttributes.Of(("approximate", "tanh")) : NodeAttributes.Empty);
            return true;
        }
        return false;
    }

    // The factors of a product of products, numbers multiplied together.
    private static void Collect(Value value, List<Value> factors, ref double number, int depth)
    {
        if (depth > 0 && Pattern.Scaling(value) is var (operand, factor))
        {
            number *= factor;
            Collect(operand, factors, ref number, depth - 1);
        }
        else if (depth > 0 && factors.Count < 2 && Pattern.Producer(value, "Mul") is { Inputs: [{ } a, { } b] } && (depth == 3 || factors.Count == 0))
        {
            Collect(a, factors, ref number, depth - 1);
            Collect(b, factors, ref number, depth - 1);
        }
        else
        {
            factors.Add(value);
        }
    }

    private static bool IsScaled(Value? value, Value x, double factor) =>
        Pattern.Scaling(value) is var (operand, found) && operand == x && Pattern.IsNear(found, factor);

    // √(2/π)·(x + 0.044715·x³)
    private static bool IsCubic(Value? value, Value x)
    {
        if (Pattern.Scaling(value) is not var (sum, factor) || !IsNearly(factor, Math.Sqrt(2 / Math.PI))) return false;
        if (Pattern.Producer(sum, "Add") is not { } add || Pattern.Other(add, x) is not { } cubic) return false;
        return Pattern.Scaling(cubic) is var (cube, share) && IsNearly(share, CubicShare) && IsCube(cube, x);
    }

    private static bool IsCube(Value value, Value x)
    {
        if (Pattern.Producer(value, "Pow") is { } power) return power.Inputs[0] == x && power.Inputs[1]?.Constant is { Count: 1 } exponent && exponent.ToDoubles()[0] == 3;
        if (Pattern.Producer(value, "Mul") is not { } product || Pattern.Other(product, x) is not { } square) return false;
        return Pattern.Producer(square, "Mul") is { } twice && twice.Inputs[0] == x && twice.Inputs[1] == x;
    }

    // Exporters write √(2/π) with seven digits.
    private static bool IsNearly(double a, double b) => Math.Abs(a - b) <= 3e-6 * Math.Abs(b);
}
