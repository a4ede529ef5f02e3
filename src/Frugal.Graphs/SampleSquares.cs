namespace Frugal.Graphs;

/// <summary>Nodes that square each sample's sums and add the squares.</summary>
internal static class SampleSquares
{
    /// <summary>
    /// Σ over samples of (Σ over a sample's elements that see the same parameter of gradient · factor)², for a parameter that is broadcast like NumPy's against the gradient's last
    /// axes; null where it has the axis of the samples itself.
    /// </summary>
    /// <param name="builder">Appends.</param>
    /// <param name="gradient">dY, samples first.</param>
    /// <param name="factor">What the parameter was multiplied by, of dY's shape; null: 1.</param>
    /// <param name="aligned">The parameter's extents as they are broadcast.</param>
    /// <param name="parameter">The parameter, whose shape the result has.</param>
    public static Value? OfBroadcast(GraphBuilder builder, Value gradient, Value? factor, IReadOnlyList<Dimension> aligned, Value parameter)
    {
        int rank = gradient.Shape!.Rank;
        if (aligned.Count > rank || parameter.Shape is not { IsStatic: true } || (aligned.Count == rank && aligned[0] != 1)) return null;
        long[] within = [.. Enumerable.Range(1, rank - 1).Where(axis => axis - rank + aligned.Count is var own && (own < 0 || aligned[own] == 1)).Select(axis => (long)axis)];
        Value terms = factor is null ? gradient : builder.Call("Mul", gradient, factor);
        if (within.Length > 0) terms = Sum(builder, terms, within);
        Value total = Sum(builder, Squared(builder, terms), 0);
        return builder.Call("Reshape", total, builder.Integers([.. parameter.Shape.Select(d => d.Number)]));
    }

    /// <summary>Likewise for a parameter with one element a channel, axis 1 of dY.</summary>
    public static Value? OfChannels(GraphBuilder builder, Value gradient, Value? factor, Value parameter) => parameter.Shape is { Rank: 1 } shape && gradient.Shape!.Rank >= 2
        ? OfBroadcast(builder, gradient, factor, [shape[0], .. Enumerable.Repeat((Dimension)1, gradient.Shape.Rank - 2)], parameter)
        : null;

    /// <summary>x².</summary>
    public static Value Squared(GraphBuilder builder, Value x) => builder.Call("Mul", x, x);

    /// <summary>The sum over axes, which keep the extent 1.</summary>
    public static Value Sum(GraphBuilder builder, Value x, params long[] axes) => builder.Call("ReduceSum", [x, builder.Integers(axes)], ("keepdims", 1L));

    /// <summary>What a node's scale is multiplied by: its output with scale 1 and bias 0.</summary>
    public static Value? Normalized(GradientContext context)
    {
        Value scale = context.Input(1);
        if (scale.Shape is not { IsStatic: true } shape) return null;
        Value?[] inputs = [.. context.Node.Inputs];
        inputs[1] = context.Builder.Constant(TensorValues.FromDoubles(scale.Type, shape.ToShape(), [.. Enumerable.Repeat(1.0, (int)shape.Count.Number)]), "one");
        if (inputs.Length > 2 && inputs[2] is { Shape: { } biasShape } bias)
            inputs[2] = context.Builder.Constant(TensorValues.FromDoubles(bias.Type, biasShape.ToShape(), new double[biasShape.Count.Number]), "zero");
        return context.Builder.Node(context.Node.Operator.Id, inputs, 1, context.Attributes).Output;
    }
}
