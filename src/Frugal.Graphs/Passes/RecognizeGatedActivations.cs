using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Activations that are x times a gate of x: x·sigmoid(α·x) becomes Swish, x·max(0, min(1, x/6 + ½)) HardSwish, however its gate is spelled, and x·tanh(softplus(x)) Mish.
/// </summary>
internal static class RecognizeGatedActivations
{
    public static int Run(PassContext context) => context.Nodes("Mul", "Div").Count(node => TryReplace(context, node));

    private static bool TryReplace(PassContext context, Node node)
    {
        if (!node.Output.Type.IsFloatingPoint()) return false;
        // x·clip(x + 3, 0, 6) / 6: the division comes last.
        if (Pattern.Scaling(node.Output) is var (product, share) && Pattern.IsNear(share, 1.0 / 6) && Pattern.Producer(product, "Mul") is { } inner)
            return Replace(context, node, "HardSwish", Gate(inner, (gate, x) => IsClippedSum(gate, x)), NodeAttributes.Empty);
        if (node.Operator.Id.Name != "Mul") return false;
        if (Replace(context, node, "HardSwish", Gate(node, IsHardGate), NodeAttributes.Empty)) return true;
        if (Replace(context, node, "Mish", Gate(node, IsMishGate), NodeAttributes.Empty)) return true;
        foreach (Value? operand in node.Inputs)
        {
            if (Pattern.Producer(operand, "Sigmoid") is not { } sigmoid || Pattern.Other(node, operand!) is not { } x) continue;
            if (sigmoid.Inputs[0] == x) return Replace(context, node, "Swish", x, NodeAttributes.Empty);
            if (Pattern.Scaling(sigmoid.Inputs[0]) is var (scaled, alpha) && scaled == x && Pattern.IsNear((float)alpha, alpha))
                return Replace(context, node, "Swish", x, NodeAttributes.Of(("alpha", (float)alpha)));
        }
        return false;
    }

    private static bool Replace(PassContext context, Node node, string op, Value? x, NodeAttributes attributes)
    {
        if (x is null || !context.Settings.Offers(OperatorId.Onnx(op), attributes)) return false;
        NodeEdits.Replace(node, OperatorId.Onnx(op), [x], [], attributes);
        return true;
    }

    // The operand whose gate the other one is.
    private static Value? Gate(Node product, Func<Value, Value, bool> isGate)
    {
        if (product.Inputs is not [{ } a, { } b]) return null;
        return isGate(b, a) ? a : isGate(a, b) ? b : null;
    }

    private static bool IsHardGate(Value gate, Value x)
    {
        if (Pattern.Producer(gate, "HardSigmoid") is { } hard)
            return hard.Inputs[0] == x && Pattern.IsNear(hard.Attributes.Float("alpha", 0.2f), 1.0 / 6) && Pattern.IsNear(hard.Attributes.Float("beta", 0.5f), 0.5);
        return Pattern.Scaling(gate) is var (clipped, share) && Pattern.IsNear(share, 1.0 / 6) && IsClippedSum(clipped, x);
    }

    // max(0, min(6, x + 3))
    private static bool IsClippedSum(Value value, Value x) =>
        Pattern.Producer(value, "Clip") is { } clip && Pattern.Scalar(clip.Input(1)) == 0 && Pattern.IsScalar(clip.Input(2), 6)
        && Pattern.WithScalar(Pattern.Producer(clip.Inputs[0], "Add")) is var (operand, three) && operand == x && Pattern.IsNear(three, 3);

    private static bool IsMishGate(Value gate, Value x) =>
        Pattern.Producer(gate, "Tanh") is { } tanh && Pattern.Producer(tanh.Inputs[0], "Softplus") is { } softplus && softplus.Inputs[0] == x;
}
