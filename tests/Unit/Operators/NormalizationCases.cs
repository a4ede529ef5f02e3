using Frugal.Graphs;

namespace Frugal.Tests.Operators;

/// <summary>Cases of normalisation and dropout.</summary>
internal static class NormalizationCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        OpCase.Of("BatchNormalization", "images", [InputDomain.Float(3, 2, 3, 2).Batched(), .. Affine(2), .. Statistics(2)])
            with { Gradient = GradientCheck.Twice },
        OpCase.Of("BatchNormalization", "vectors, other epsilon", [InputDomain.Float(4, 3).Batched(), .. Affine(3), .. Statistics(3)], ("epsilon", 0.1f))
            with { Gradient = GradientCheck.Twice },
        new("BatchNormalization, training mode", (b, x) => [.. b.Node(OperatorId.Onnx("BatchNormalization"), x, 3,
                NodeAttributes.Of(("training_mode", 1), ("momentum", 0.8f))).Outputs!],
            [InputDomain.Float(3, 2, 3).Batched(), .. Affine(2), .. Statistics(2)]) { Gradient = GradientCheck.None },
        BatchTraining("images", [3, 2, 3, 2]),
        BatchTraining("vectors", [5, 3]),
        new("BatchNormalizationTraining, all outputs", (b, x) => [.. b.Node(OperatorId.Frugal("BatchNormalizationTraining"), x, 5).Outputs!],
            [InputDomain.Float(3, 2, 3).Batched(), .. Affine(2), .. Statistics(2)]) { Gradient = GradientCheck.None },
        OpCase.Of("InstanceNormalization", "", [InputDomain.Float(2, 3, 2, 4).Batched(), .. Affine(3)]),
        OpCase.Of("GroupNormalization", "2 groups", [InputDomain.Float(2, 4, 3, 2).Batched(), .. Affine(4)], ("num_groups", 2)),
        OpCase.Of("GroupNormalization", "1 group, vectors", [InputDomain.Float(3, 6).Batched(), .. Affine(6)], ("num_groups", 1)),
        OpCase.Of("LayerNormalization", "last axis", [InputDomain.Float(2, 3, 5).Batched(), .. Affine(5)]),
        OpCase.Of("LayerNormalization", "two axes, no bias", [InputDomain.Float(3, 2, 4).Batched(), InputDomain.Float(2, 4)], ("axis", 1), ("epsilon", 0.01f)),
        new("LayerNormalization, all outputs", (b, x) => [.. b.Node(OperatorId.Onnx("LayerNormalization"), x, 3, NodeAttributes.Of(("axis", -2))).Outputs!],
            [InputDomain.Float(3, 2, 4).Batched(), InputDomain.Float(2, 4), InputDomain.Float(4)]) { Gradient = GradientCheck.None },
        OpCase.Of("LRN", "size 3", [InputDomain.Float(2, 5, 2, 2).Batched()], ("size", 3), ("alpha", 0.5f), ("beta", 0.6f), ("bias", 2f)),
        OpCase.Of("LRN", "even size", [InputDomain.Float(1, 5, 3).Batched()], ("size", 4), ("alpha", 0.3f)),
        OpCase.Of("Dropout", "", [InputDomain.Float(3, 5).Batched()]) with { Gradient = GradientCheck.Twice },
        new("Dropout, with mask", (b, x) => [.. b.Node(OperatorId.Onnx("Dropout"), x, 2).Outputs!], [InputDomain.Float(3, 5).Batched()]),
        OpCase.OfFrugal("DropoutTraining", "", [InputDomain.Float(3, 7).Batched()], ("ratio", 0.3f), ("seed", 5), ("stream", "drop1"))
            with { Gradient = GradientCheck.Twice },
    ];

    private static OpCase BatchTraining(string special, int[] x) =>
        new($"BatchNormalizationTraining, {special}",
            (b, v) => [b.Node(OperatorId.Frugal("BatchNormalizationTraining"), v, 5).Outputs[0]!],
            [InputDomain.Float(x).Batched(), .. Affine(x[1]), .. Statistics(x[1])]);

    private static InputDomain[] Affine(int channels) => [InputDomain.Float(channels), InputDomain.Float(channels)];

    private static InputDomain[] Statistics(int channels) =>
        [InputDomain.Float(channels).WithoutGradient(), InputDomain.Float(channels).Positive().WithoutGradient()];
}
