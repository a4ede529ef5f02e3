using Frugal.Graphs;

namespace Frugal.Tests.Operators;

/// <summary>Cases of pooling.</summary>
internal static class PoolingCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        Max("2x2, stride 2", [2, 2, 4, 6], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })),
        Max("overlapping, padded", [1, 2, 5, 5], ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 })),
        Max("rounded up", [1, 2, 5, 6], ("kernel_shape", new[] { 2, 3 }), ("strides", new[] { 2, 2 }), ("ceil_mode", 1)),
        Max("dilated", [1, 1, 6, 7], ("kernel_shape", new[] { 2, 3 }), ("dilations", new[] { 2, 3 })),
        Max("automatic padding", [1, 2, 5, 4], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("auto_pad", "SAME_LOWER")),
        Max("one axis", [2, 2, 7], ("kernel_shape", new[] { 3 }), ("strides", new[] { 2 })),
        Max("three axes", [1, 2, 3, 4, 3], ("kernel_shape", new[] { 2, 2, 2 }), ("pads", new[] { 0, 1, 0, 0, 0, 1 })),
        new("MaxPool, with indices", (b, x) => [.. b.Node(OperatorId.Onnx("MaxPool"), x, 2, NodeAttributes.Of(("kernel_shape", new[] { 2, 2 }))).Outputs!],
            [InputDomain.Float(2, 2, 3, 4).Distinct().Batched()]),
        new("MaxPoolWithIndices, padded", (b, x) => [.. b.Node(OperatorId.Frugal("MaxPoolWithIndices"), x, 2,
                NodeAttributes.Of(("kernel_shape", new[] { 3, 2 }), ("pads", new[] { 1, 0, 1, 1 }), ("strides", new[] { 2, 1 }))).Outputs!],
            [InputDomain.Float(2, 2, 5, 4).Distinct().Batched()]) { Gradient = GradientCheck.Twice },
        Average("2x2, stride 2", [2, 2, 4, 6], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })),
        Average("padding left out", [1, 2, 5, 5], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 })),
        Average("padding counted", [1, 2, 5, 4], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 0, 1, 2 }), ("count_include_pad", 1)),
        Average("rounded up, padding counted", [1, 1, 6, 5], ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 2, 3 }),
            ("pads", new[] { 0, 1, 0, 0 }), ("ceil_mode", 1), ("count_include_pad", 1)),
        Average("dilated, automatic padding", [1, 2, 6, 5], ("kernel_shape", new[] { 2, 2 }), ("dilations", new[] { 2, 1 }), ("auto_pad", "SAME_UPPER")),
        Average("one axis", [2, 2, 7], ("kernel_shape", new[] { 3 }), ("strides", new[] { 2 })),
        OpCase.Of("GlobalAveragePool", "", [InputDomain.Float(2, 3, 4, 3).Batched()]) with { Gradient = GradientCheck.Twice },
        OpCase.Of("GlobalMaxPool", "", [InputDomain.Float(2, 3, 4, 3).Distinct().Batched()]) with { Gradient = GradientCheck.Twice },
    ];

    private static OpCase Max(string special, int[] x, params (string Name, object Value)[] attributes) =>
        OpCase.Of("MaxPool", special, [InputDomain.Float(x).Distinct().Batched()], attributes) with { Gradient = GradientCheck.Twice };

    private static OpCase Average(string special, int[] x, params (string Name, object Value)[] attributes) =>
        OpCase.Of("AveragePool", special, [InputDomain.Float(x).Batched()], attributes) with { Gradient = GradientCheck.Twice };
}
