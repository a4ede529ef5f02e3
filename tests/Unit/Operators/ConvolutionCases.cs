using Frugal.Graphs;

namespace Frugal.Tests.Operators;

/// <summary>Cases of convolutions and their gradient operator.</summary>
internal static class ConvolutionCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        Conv("3x3, padded, with bias", [2, 3, 5, 5], [4, 3, 3, 3], true, ("pads", new[] { 1, 1, 1, 1 })),
        FewPositions("frames of a signal", [1, 1, 60], [20, 1, 40], ("strides", new[] { 10 })),
        FewPositions("padded frames", [2, 3, 9], [18, 3, 16], ("pads", new[] { 5, 4 }), ("dilations", new[] { 1 })),
        FewPositions("a small picture, strided and dilated", [2, 2, 6, 36], [17, 2, 3, 17], ("strides", new[] { 3, 2 }), ("dilations", new[] { 1, 2 }), ("pads", new[] { 1, 0, 1, 1 })),
        FewPositions("one position", [3, 6, 1, 17], [19, 6, 1, 17]),
        Conv("1x1", [2, 3, 4, 3], [5, 3, 1, 1], false),
        Conv("stride 2, asymmetric pads", [1, 2, 6, 7], [3, 2, 3, 3], false, ("strides", new[] { 2, 2 }), ("pads", new[] { 0, 0, 1, 1 })),
        Conv("dilated, unequal axes", [1, 2, 9, 7], [2, 2, 3, 2], true,
            ("dilations", new[] { 2, 3 }), ("strides", new[] { 1, 2 }), ("pads", new[] { 2, 0, 1, 3 }), ("kernel_shape", new[] { 3, 2 })),
        Conv("2 groups", [2, 4, 4, 4], [6, 2, 3, 3], true, ("group", 2), ("pads", new[] { 1, 0, 0, 1 })),
        Conv("depthwise", [1, 3, 5, 4], [3, 1, 3, 3], true, ("group", 3), ("pads", new[] { 1, 1, 1, 1 })),
        Conv("depthwise, multiplier 2, stride 2", [1, 2, 5, 5], [4, 1, 3, 3], false, ("group", 2), ("strides", new[] { 2, 2 }), ("auto_pad", "SAME_UPPER")),
        Conv("automatic padding below", [1, 2, 5, 6], [2, 2, 2, 4], false, ("auto_pad", "SAME_LOWER"), ("strides", new[] { 2, 1 })),
        Conv("no padding by name", [1, 2, 4, 5], [2, 2, 3, 2], false, ("auto_pad", "VALID")),
        Conv("one axis", [2, 3, 9], [2, 3, 4], true, ("strides", new[] { 2 }), ("pads", new[] { 1, 2 })),
        Conv("three axes", [1, 2, 4, 3, 5], [2, 2, 2, 3, 2], true, ("pads", new[] { 0, 1, 1, 1, 0, 0 }), ("strides", new[] { 1, 2, 2 })),
        Conv("kernel larger than the stride leaves a rest", [1, 1, 6, 6], [1, 1, 2, 2], false, ("strides", new[] { 4, 3 })),
        ConvTranspose("stride 2, padded, with bias", [2, 3, 3, 4], [3, 2, 3, 3], true, ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 })),
        ConvTranspose("2 groups, output padding", [1, 4, 3, 3], [4, 2, 3, 2], true,
            ("group", 2), ("strides", new[] { 2, 3 }), ("output_padding", new[] { 1, 2 })),
        ConvTranspose("output shape given", [1, 2, 3, 3], [2, 2, 3, 3], false, ("strides", new[] { 2, 2 }), ("output_shape", new[] { 6, 5 })),
        ConvTranspose("automatic padding", [1, 2, 3, 4], [2, 1, 3, 3], false, ("strides", new[] { 2, 2 }), ("auto_pad", "SAME_UPPER")),
        ConvSquare("strided, padded", [3, 2, 5, 6], [4, 2, 3, 3], [3, 4, 3, 3], ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 })),
        ConvSquare("2 groups", [2, 4, 4, 4], [6, 2, 2, 2], [2, 6, 3, 3], ("group", 2)),
        ConvTranspose("one axis, dilated", [2, 2, 5], [2, 3, 2], true, ("dilations", new[] { 3 })),
    ];

    // Constant weights, as in inference, with an activation behind.
    private static OpCase FewPositions(string special, int[] x, int[] w, params (string Name, object Value)[] attributes) => new(
        $"Conv, few positions, {special}", (b, v) => [b.Call("Relu", b.Call("Conv", v, attributes))],
        [InputDomain.Float(x), InputDomain.Float(w).AsConstant(), InputDomain.Float(w[0]).AsConstant()], 2e-6, GradientCheck.None);

    private static OpCase Conv(string special, int[] x, int[] w, bool bias, params (string Name, object Value)[] attributes) =>
        OpCase.Of("Conv", special, Inputs(x, w, bias ? w[0] : 0), attributes) with { Gradient = GradientCheck.Twice };

    private static OpCase ConvSquare(string special, int[] x, int[] w, int[] dy, params (string Name, object Value)[] attributes) => OpCase.OfFrugal(
        "ConvGradientSquare", special, [InputDomain.Float(dy).Batched(), InputDomain.Float(x).Batched(), InputDomain.Float(w)], attributes) with { Gradient = GradientCheck.None };

    private static OpCase ConvTranspose(string special, int[] x, int[] w, bool bias, params (string Name, object Value)[] attributes)
    {
        long group = NodeAttributes.Of(attributes).Int("group", 1);
        return OpCase.Of("ConvTranspose", special, Inputs(x, w, bias ? w[1] * (int)group : 0), attributes) with { Gradient = GradientCheck.Twice };
    }

    private static InputDomain[] Inputs(int[] x, int[] w, int bias) => bias > 0
        ? [InputDomain.Float(x).Batched(), InputDomain.Float(w).Between(-0.5, 0.5), InputDomain.Float(bias)]
        : [InputDomain.Float(x).Batched(), InputDomain.Float(w).Between(-0.5, 0.5)];
}
