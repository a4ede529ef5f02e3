namespace Frugal.Graphs.Operators;

/// <summary>Normalisations written as nodes.</summary>
internal static class NormalizationParts
{
    /// <summary>
    /// x / √(mean(x²) + ε) · scale over the axes from <paramref name="axis"/> on (Zhang and Sennrich 2019, "Root Mean Square Layer Normalization"),
    /// and the factor 1/√(mean(x²) + ε).
    /// </summary>
    public static (Value Result, Value Inverse) RootMeanSquare(Composition c, Value x, Value scale, long axis, double epsilon)
    {
        int rank = c.ShapeOf(x).Rank;
        if (axis < 0) axis += rank;
        Value axes = c.Builder.Integers([.. Enumerable.Range((int)axis, rank - (int)axis).Select(i => (long)i)]);
        Value mean = c.Call("ReduceMean", c.Mul(x, x), axes);
        Value inverse = c.Call("Reciprocal", c.Call("Sqrt", c.Add(mean, c.Builder.Scalar(epsilon, x.Type))));
        return (c.Mul(c.Mul(x, inverse), scale), inverse);
    }

    /// <summary>Layer normalisation along the last axis, with its means and inverse deviations where they are wanted.</summary>
    public static Value?[] Layer(Composition c, Value x, Value scale, Value? bias, double epsilon, int outputs) =>
        [.. c.Builder.Node(OperatorId.Onnx("LayerNormalization"), bias is null ? [x, scale] : [x, scale, bias], outputs,
            NodeAttributes.Of(("epsilon", (float)epsilon))).Outputs];
}
