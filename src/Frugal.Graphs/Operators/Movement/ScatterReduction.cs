using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Writing updates into a copy of a tensor: what <see cref="ScatterElements"/> and <see cref="ScatterND"/> share.</summary>
internal static class ScatterReduction
{
    /// <summary>The data with each update at its place, combined by the attribute <c>reduction</c>: none (the last one stands), add, mul, max, min.</summary>
    /// <param name="data">The data.</param>
    /// <param name="updates">The updates.</param>
    /// <param name="targets">For each update its flat place.</param>
    /// <param name="attributes">The node's attributes.</param>
    public static DenseTensor Apply(DenseTensor data, DenseTensor updates, int[] targets, NodeAttributes attributes)
    {
        if (targets.Length != updates.Count) throw new InvalidOperationException($"there are {updates.Count} updates for {targets.Length} places");
        string reduction = Of(attributes);
        if (reduction == "none") return Overwrite(data, updates, targets);
        if (data.Type.IsFloatingPoint())
        {
            double[] values = data.ToDoubles(), next = updates.ToDoubles();
            for (int i = 0; i < next.Length; i++)
            {
                ref double at = ref values[targets[i]];
                at = reduction switch { "add" => at + next[i], "mul" => at * next[i], "max" => Math.Max(at, next[i]), _ => Math.Min(at, next[i]) };
            }
            return TensorValues.FromDoubles(data.Type, data.Shape, values);
        }
        long[] integers = data.ToLongs(), nextIntegers = updates.ToLongs();
        long flip = data.Type == ElementType.UInt64 ? long.MinValue : 0; // orders unsigned 64-bit numbers as signed ones
        for (int i = 0; i < nextIntegers.Length; i++)
        {
            ref long at = ref integers[targets[i]];
            long update = nextIntegers[i];
            at = reduction switch
            {
                "add" => at + update,
                "mul" => at * update,
                "max" => (at ^ flip) >= (update ^ flip) ? at : update,
                _ => (at ^ flip) <= (update ^ flip) ? at : update,
            };
        }
        return TensorValues.FromLongs(data.Type, data.Shape, integers);
    }

    /// <summary>The reduction of a node.</summary>
    /// <exception cref="InvalidOperationException">It is none of the standard's.</exception>
    public static string Of(NodeAttributes attributes)
    {
        string reduction = attributes.Text("reduction", "none");
        return reduction is "none" or "add" or "mul" or "max" or "min" ? reduction : throw new InvalidOperationException($"the reduction '{reduction}' is unknown");
    }

    /// <summary>Whether an operator-set version has the node's reduction; <c>none</c> is dropped where the attribute does not exist.</summary>
    public static bool WriteForm(NodeForm form, int version)
    {
        string reduction = Of(form.Attributes);
        if (version < 16) form.Attributes = form.Attributes.Without("reduction");
        return version >= 18 || reduction == "none" || (version >= 16 && reduction is "add" or "mul");
    }

    /// <summary>The gradients by the reduction: with respect to data, and to updates by the matching gathering operator.</summary>
    public static IReadOnlyList<Value?>? Differentiate(GradientContext context, string gather)
    {
        GraphBuilder builder = context.Builder;
        Value dy = context.OutputGradient(0)!, indices = context.Input(1), updates = context.Input(2);
        string reduction = Of(context.Attributes);
        if (reduction is not ("none" or "add")) return null;
        Value? toData = !context.Needs(0) ? null : reduction == "add" ? dy : Overwritten();
        NodeAttributes attributes = gather == "GatherElements" ? NodeAttributes.Of(("axis", context.Attributes.Int("axis", 0))) : NodeAttributes.Empty;
        return [toData, null, context.Needs(2) ? builder.Node(OperatorId.Onnx(gather), [dy, indices], 1, attributes).Output : null];

        Value Overwritten()
        {
            Value zeros = builder.Call("Expand", builder.Scalar(0, dy.Type), MovementOperator.ShapeOf(builder, updates));
            return builder.Node(context.Node.Operator.Id, [dy, indices, zeros], 1, context.Attributes).Output;
        }
    }

    private static DenseTensor Overwrite(DenseTensor data, DenseTensor updates, int[] targets)
    {
        // One movement out of data and updates laid end to end.
        var sources = new int[data.Count];
        for (int i = 0; i < sources.Length; i++) sources[i] = i;
        for (int i = 0; i < targets.Length; i++) sources[targets[i]] = (int)data.Count + i;
        return new Movement(data.Shape, sources).Apply(Joined(data, updates), null);
    }

    private static DenseTensor Joined(DenseTensor first, DenseTensor second)
    {
        var shape = new Shape(checked((int)(first.Count + second.Count)));
        if (first.Type == ElementType.String) return DenseTensor.OfStrings([.. first.Strings, .. second.Strings], shape);
        if (first.Type.BitsPerElement() < 8) return TensorValues.FromLongs(first.Type, shape, [.. first.ToLongs(), .. second.ToLongs()]);
        var joined = DenseTensor.Zeros(first.Type, shape);
        first.Bytes.CopyTo(joined.Bytes);
        second.Bytes.CopyTo(joined.Bytes[first.ByteCount..]);
        return joined;
    }
}
