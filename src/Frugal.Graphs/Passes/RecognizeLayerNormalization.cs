using Frugal.Tensors;

namespace Frugal.Graphs.Passes;

/// <summary>
/// Layer normalisation as exporters spell it: d = x − mean(x), d / √(mean(d²) + ε) · scale + bias over the last axis or axes, the square by Pow or Mul, the
/// division by Div or by Mul with a reciprocal root; becomes LayerNormalization.
/// </summary>
internal static class RecognizeLayerNormalization
{
    public static int Run(PassContext context) =>
        context.Settings.Offers(OperatorId.Onnx("LayerNormalization"), NodeAttributes.Empty) ? context.Nodes("Div", "Mul").Count(node => TryReplace(context, node)) : 0;

    private static bool TryReplace(PassContext context, Node node)
    {
        if (Normalized(node) is not var (difference, root) || MeanRemoved(difference) is not { } x || x.Shape is not { } shape || !x.Type.IsFloatingPoint()) return false;
        if (Pattern.Producer(root, "Sqrt")?.Inputs[0] is not { } radicand || Pattern.WithScalar(Pattern.Producer(radicand, "Add")) is not var (variance, epsilon)) return false;
        if (Pattern.Producer(variance, "ReduceMean") is not { } mean || !IsSquare(mean.Inputs[0], difference)) return false;
        if (LastAxes(mean) is not { } axis || Pattern.Producer(Subtrahend(difference), "ReduceMean") is not { } first || LastAxes(first) != axis) return false;
        if ((float)epsilon <= 0 || !Pattern.IsNear((float)epsilon, epsilon)) return false;

        // Scale and bias follow where nothing else reads what lies between.
        Node last = node;
        Value? scale = Parameter(context, ref last, "Mul", shape, axis), bias = scale is null ? null : Parameter(context, ref last, "Add", shape, axis);
        if (scale is null)
        {
            if (!Enumerable.Range(axis, shape.Rank - axis).All(i => shape[i].IsNumber)) return false;
            var extents = new Shape([.. Enumerable.Range(axis, shape.Rank - axis).Select(i => checked((int)shape[i].Number))]);
            scale = node.Graph.AddInitializer(node.Output.Name + "/scale", TensorValues.FromDoubles(x.Type, extents, [.. Enumerable.Repeat(1.0, checked((int)extents.Count))]));
        }
        NodeAttributes attributes = NodeAttributes.Of(("axis", (long)(axis - shape.Rank)), ("epsilon", (float)epsilon));
        Value?[] inputs = bias is null ? [x, scale] : [x, scale, bias];
        NodeEdits.Replace(last, OperatorId.Onnx("LayerNormalization"), inputs, [], attributes);
        return true;
    }

    // d / √v, or d · (1 / √v).
    private static (Value Difference, Value Root)? Normalized(Node node)
    {
        if (node.Operator.Id.Name == "Div") return node.Inputs is [{ } d, { } root] ? (d, root) : null;
        foreach (Value? operand in node.Inputs)
            if (Pattern.Producer(operand, "Reciprocal") is { } reciprocal && Pattern.Other(node, operand!) is { } difference) return (difference, reciprocal.Inputs[0]!);
        return null;
    }

    private static Value? MeanRemoved(Value difference) =>
        Pattern.Producer(difference, "Sub") is { Inputs: [{ } x, { } mean] } && Pattern.Producer(mean, "ReduceMean")?.Inputs[0] == x ? x : null;

    private static Value? Subtrahend(Value difference) => difference.Producer!.Inputs[1];

    private static bool IsSquare(Value? value, Value of)
    {
        if (Pattern.Producer(value, "Pow") is { } power) return power.Inputs[0] == of && power.Inputs[1]?.Constant is { Count: 1 } exponent && exponent.ToDoubles()[0] == 2;
        return Pattern.Producer(value, "Mul") is { } product && product.Inputs[0] == of && product.Inputs[1] == of;
    }

    // The first of the reduced axes where they are the last ones and stay as extents of 1.
    private static int? LastAxes(Node mean)
    {
        if (!mean.Attributes.Flag("keepdims", true) || Pattern.ReducedAxes(mean) is not { Length: > 0 } axes) return null;
        int rank = mean.Inputs[0]!.Shape!.Rank;
        return axes.SequenceEqual(Enumerable.Range(rank - axes.Length, axes.Length)) ? axes[0] : null;
    }

    // A constant of the normalised axes' shape that the next node alone multiplies or adds.
    private static Value? Parameter(PassContext context, ref Node last, string op, SymbolicShape shape, int axis)
    {
        if (context.OnlyReader(last.Output) is not { } next || next.Operator.Id != OperatorId.Onnx(op)) return null;
        if (Pattern.Other(next, last.Output) is not { IsConstant: true, Shape: { } own } parameter || own.Rank != shape.Rank - axis) return null;
        for (int i = 0; i < own.Rank; i++)
            if (own[i] != shape[axis + i]) return null;
        last = next;
        return parameter;
    }
}
