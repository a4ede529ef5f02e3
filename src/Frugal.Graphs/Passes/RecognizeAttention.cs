using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Scaled dot-product attention as exporters spell it: softmax(q·kᵀ·scale + mask)·v with q, k, v [batch, heads, length, width], the scale before or behind the product
/// or split between q and k; becomes Attention (Vaswani et al. 2017, "Attention Is All You Need").
/// </summary>
internal static class RecognizeAttention
{
    public static int Run(PassContext context) =>
        context.Settings.Offers(OperatorId.Onnx("Attention"), NodeAttributes.Empty) ? context.Nodes("MatMul").Count(node => TryReplace(node)) : 0;

    private static bool TryReplace(Node product)
    {
        if (product.Inputs is not [{ } weights, { } values] || Pattern.Producer(weights, "Softmax") is not { } softmax || !IsLastAxis(softmax)) return false;
        Value scores = softmax.Inputs[0]!;
        double scale = 1;
        Value? mask = null;
        if (Pattern.Producer(scores, "Add") is { Inputs: [{ } a, { } b] })
        {
            bool first = Score(a, ref scale) is not null;
            scale = 1;
            (scores, mask) = first ? (a, b) : (b, a);
        }
        if (Score(scores, ref scale) is not { } dot || dot.Inputs is not [{ } q, { } right]) return false;
        if (Unscaled(ref right, ref scale) is not { } transposed || Pattern.Producer(transposed, "Transpose") is not { } transpose) return false;
        if (Pattern.Order(transpose) is not [0, 1, 3, 2] || transpose.Inputs[0] is not { } k || !Fits(ref q, ref k, values, mask, ref scale)) return false;
        Value?[] inputs = mask is null ? [q, k, values] : [q, k, values, mask];
        NodeEdits.Replace(product, OperatorId.Onnx("Attention"), inputs, [], NodeAttributes.Of(("scale", (float)scale)));
        return true;
    }

    private static bool IsLastAxis(Node softmax) =>
        softmax.Inputs[0]!.Shape is { Rank: 4 } && softmax.Attributes.Int("axis", -1) is -1 or 3;

    // The product of queries and keys behind its scale.
    private static Node? Score(Value value, ref double scale) => Pattern.Producer(Unscaled(ref value, ref scale), "MatMul");

    private static Value? Unscaled(ref Value value, ref double scale)
    {
        if (Pattern.Scaling(value) is not var (operand, factor)) return value;
        scale *= factor;
        value = operand;
        return operand;
    }

    // All have four axes, batch and heads agree, and the mask broadcasts to the scores as it stands.
    private static bool Fits(ref Value q, ref Value k, Value v, Value? mask, ref double scale)
    {
        Unscaled(ref q, ref scale);
        Unscaled(ref k, ref scale);
        if (q.Shape is not { Rank: 4 } a || k.Shape is not { Rank: 4 } b || v.Shape is not { Rank: 4 } c || scale <= 0 || !Pattern.IsNear((float)scale, scale)) return false;
        for (int axis = 0; axis < 2; axis++)
            if (a[axis].IsUnknown || a[axis] != b[axis] || a[axis] != c[axis]) return false;
        return q.Type.IsFloatingPoint() && (mask is null || (mask.Shape is { Rank: 2 or 4 } && mask.Type == q.Type));
    }
}
