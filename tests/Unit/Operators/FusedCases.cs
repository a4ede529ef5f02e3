using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of the floating-point operators that ONNX Runtime's optimizer writes.</summary>
internal static class FusedCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } = [.. Products(), .. Activations(), .. Normalizations(), .. Attentions()];

    private static IEnumerable<OpCase> Products()
    {
        InputDomain x = Float(2, 3, 5, 4).Batched(), w = Float(4, 3, 3, 3);
        yield return OpCase.OfMicrosoft("FusedConv", "tanh", [x, w, Float(4)], ("activation", "Tanh"), ("pads", new[] { 1, 1, 1, 1 }));
        yield return OpCase.OfMicrosoft("FusedConv", "leaky", [x, w, Float(4)], ("activation", "LeakyRelu"), ("activation_params", new[] { 0.2f }));
        yield return OpCase.OfMicrosoft("FusedConv", "residual, relu", [x, w, Float(4), Float(2, 4, 3, 2).Batched()], ("activation", "Relu"));
        yield return OpCase.OfMicrosoft("FusedConv", "clip", [x, w], ("activation", "Clip"), ("activation_params", new[] { -1f, 1.5f }));
        yield return OpCase.OfMicrosoft("FusedGemm", "relu", [Float(4, 5).Batched(), Float(5, 6), Float(6)], ("activation", "Relu"), ("alpha", 0.5f), ("beta", 2f));
        yield return OpCase.OfMicrosoft("FusedGemm", "transposed, leaky", [Float(4, 5).Batched(), Float(6, 5), Float(6)], ("activation", "LeakyRelu"), ("activation_alpha", 0.1f), ("transB", 1));
        yield return OpCase.OfMicrosoft("FusedMatMul", "", [Float(2, 4, 5).Batched(), Float(5, 6)], ("alpha", 0.5f));
        yield return OpCase.OfMicrosoft("FusedMatMul", "transposed", [Float(2, 5, 4).Batched(), Float(2, 6, 5).Batched()], ("transA", 1), ("transB", 1), ("alpha", 0.25f));
        yield return OpCase.OfMicrosoft("FusedMatMul", "batch transposed", [Float(4, 2, 3, 5), Float(2, 3, 5, 6)], ("transBatchA", 1));
    }

    private static IEnumerable<OpCase> Activations()
    {
        InputDomain x = Float(2, 3, 8).Batched();
        yield return OpCase.OfMicrosoft("Gelu", "", [x]);
        yield return OpCase.OfMicrosoft("BiasGelu", "", [x, Float(8)]);
        yield return OpCase.OfMicrosoft("FastGelu", "", [x]);
        yield return OpCase.OfMicrosoft("FastGelu", "bias", [x, Float(8)]);
        yield return OpCase.OfMicrosoft("QuickGelu", "", [x]);
        yield return OpCase.OfMicrosoft("QuickGelu", "other slope", [x], ("alpha", 0.9f));
        yield return OpCase.OfMicrosoft("BiasSoftmax", "", [x, Float(1, 1, 8)], ("axis", 2), ("is_inner_broadcast", 1));
        yield return OpCase.OfMicrosoft("BiasSoftmax", "two axes", [x, Float(1, 3, 8)], ("axis", 1), ("is_inner_broadcast", 0));
    }

    private static IEnumerable<OpCase> Normalizations()
    {
        InputDomain x = Float(2, 3, 8).Batched(), scale = Float(8);
        yield return OpCase.Sparse(OperatorId.Onnx("SimplifiedLayerNormalization"), "", 1, [x, scale], ("axis", -1), ("stash_type", 1));
        yield return OpCase.OfMicrosoft("SkipLayerNormalization", "", [x, x, scale, scale], ("epsilon", 1e-3f));
        yield return OpCase.OfMicrosoft("SkipLayerNormalization", "bias, no β", [x, x, scale, null, scale], ("epsilon", 1e-3f));
        yield return Outputs("SkipLayerNormalization", "sum", [0, 3], [x, x, scale, scale, scale]);
        yield return OpCase.OfMicrosoft("SkipSimplifiedLayerNormalization", "", [x, x, scale], ("epsilon", 1e-3f));
        yield return Outputs("SkipSimplifiedLayerNormalization", "bias, sum", [0, 3], [x, x, scale, scale]);
        InputDomain ids = InputDomain.Of(ElementType.Int32, 2, 3).Between(0, 4);
        yield return OpCase.Sparse(OperatorId.Microsoft("EmbedLayerNormalization"), "", 2,
            [ids, ids.Between(0, 1), Float(5, 8), Float(6, 8), Float(2, 8), scale, scale, ids.Between(0, 1)], ("epsilon", 1e-3f));
        yield return OpCase.Sparse(OperatorId.Microsoft("EmbedLayerNormalization"), "no segments, positions given", 2,
            [ids, null, Float(5, 8), Float(6, 8), null, scale, scale, null, ids], ("epsilon", 1e-3f));
    }

    private static IEnumerable<OpCase> Attentions()
    {
        InputDomain x = Float(2, 3, 8), w = Float(8, 24).AsConstant(), b = Float(24).AsConstant();
        yield return OpCase.OfMicrosoft("Attention", "", [x, w, b], ("num_heads", 2));
        yield return OpCase.OfMicrosoft("Attention", "lengths", [x, w, b, InputDomain.Of(ElementType.Int32, 2).Holding(2, 3)], ("num_heads", 2));
        yield return OpCase.OfMicrosoft("Attention", "mask", [x, w, b, InputDomain.Of(ElementType.Int32, 2, 3).Holding(1, 1, 0, 0, 1, 1)], ("num_heads", 2), ("scale", 0.4f));
        yield return OpCase.OfMicrosoft("Attention", "causal, other sizes", [x, w, b], ("num_heads", 2), ("unidirectional", 1), ("qkv_hidden_sizes", new[] { 8, 8, 8 }));
        yield return OpCase.Sparse(OperatorId.Microsoft("Attention"), "past", 2, [x, w, b, null, Float(2, 2, 2, 5, 4)], ("num_heads", 2), ("unidirectional", 1));
        yield return OpCase.OfMicrosoft("Attention", "bias of scores", [x, w, b, null, null, Float(1, 2, 3, 3)], ("num_heads", 2));
        InputDomain q = Float(2, 3, 8), k = Float(2, 5, 8);
        yield return OpCase.OfMicrosoft("MultiHeadAttention", "", [q, k, k], ("num_heads", 2));
        yield return OpCase.OfMicrosoft("MultiHeadAttention", "bias", [q, k, k, Float(24)], ("num_heads", 4));
        yield return OpCase.OfMicrosoft("MultiHeadAttention", "key mask", [q, k, k, null, InputDomain.Of(ElementType.Int32, 2, 5).Holding(1, 1, 1, 0, 0, 1, 0, 1, 1, 1)], ("num_heads", 2));
        yield return OpCase.OfMicrosoft("MultiHeadAttention", "bias of scores", [q, k, k, null, null, Float(2, 2, 3, 5)], ("num_heads", 2));
        yield return OpCase.OfMicrosoft("MultiHeadAttention", "keys by heads", [q, Float(2, 2, 5, 4), Float(2, 2, 5, 4)], ("num_heads", 2));
        yield return OpCase.OfMicrosoft("MultiHeadAttention", "packed", [Float(2, 3, 2, 3, 4)], ("num_heads", 2));
        yield return OpCase.OfMicrosoft("MultiHeadAttention", "keys and values packed", [q, Float(2, 5, 2, 2, 4)], ("num_heads", 2));
        yield return OpCase.Sparse(OperatorId.Microsoft("MultiHeadAttention"), "past", 3, [q, q, q, null, null, null, Float(2, 2, 4, 4), Float(2, 2, 4, 4)], ("num_heads", 2), ("unidirectional", 1));
    }

    // Some outputs of a node, those between left out.
    private static OpCase Outputs(string op, string special, int[] wanted, InputDomain[] inputs) => new($"com.microsoft.{op}, {special}", (b, x) =>
    {
        var names = new string?[wanted[^1] + 1];
        foreach (int i in wanted) names[i] = b.Graph.UniqueName($"y{i}");
        Node node = b.Graph.AddNode(OperatorTable.Get(OperatorId.Microsoft(op)), x, names, NodeAttributes.Of(("epsilon", 1e-3f)));
        ShapeInference.RunAfresh(b.Graph);
        return [.. wanted.Select(i => node.Outputs[i]!)];
    }, inputs);
}
