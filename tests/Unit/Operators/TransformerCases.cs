using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of the standard's transformer operators.</summary>
internal static class TransformerCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } = [.. Normalizations(), .. Rotations(), .. Attentions()];

    private static IEnumerable<OpCase> Normalizations()
    {
        yield return OpCase.Of("RMSNormalization", "", [Float(2, 3, 8).Batched(), Float(8)]);
        yield return OpCase.Of("RMSNormalization", "two axes", [Float(3, 2, 8).Batched(), Float(2, 8)], ("axis", 1), ("epsilon", 0.01f));
        yield return OpCase.Of("Gelu", "tanh, many", [Float(3, 41).Between(-6, 6).Batched()], ("approximate", "tanh"));
    }

    private static IEnumerable<OpCase> Rotations()
    {
        InputDomain ids = Integers(0, 5, 2, 3), angles = Float(6, 4);
        yield return Sparse("RotaryEmbedding", "", 1, [Float(2, 3, 3, 8), angles, angles, ids]);
        yield return Sparse("RotaryEmbedding", "neighbours, three axes", 1, [Float(2, 3, 16), angles, angles, ids], ("interleaved", 1), ("num_heads", 2));
        yield return Sparse("RotaryEmbedding", "some features, no ids", 1, [Float(2, 3, 3, 8), Float(2, 3, 2), Float(2, 3, 2)], ("rotary_embedding_dim", 4));
        yield return Sparse("RotaryEmbedding", "some features, neighbours", 1, [Float(2, 3, 3, 8), Float(6, 2), Float(6, 2), ids], ("rotary_embedding_dim", 4), ("interleaved", 1));
    }

    private static IEnumerable<OpCase> Attentions()
    {
        InputDomain q = Float(2, 4, 3, 8), k = Float(2, 4, 5, 8), v = Float(2, 4, 5, 6);
        yield return Sparse("Attention", "", 1, [q, k, v]);
        yield return Sparse("Attention", "three axes", 1, [Float(2, 3, 16), Float(2, 5, 16), Float(2, 5, 8)], ("q_num_heads", 4), ("kv_num_heads", 4));
        yield return Sparse("Attention", "shared keys", 1, [q, Float(2, 2, 5, 8), Float(2, 2, 5, 6)], ("scale", 0.3f));
        yield return Sparse("Attention", "shared keys, three axes", 1, [Float(2, 3, 16), Float(2, 5, 8), Float(2, 5, 8)], ("q_num_heads", 4), ("kv_num_heads", 2));
        yield return Sparse("Attention", "added mask", 1, [q, k, v, Float(3, 5)]);
        yield return Sparse("Attention", "boolean mask", 1, [q, k, v, InputDomain.Bool(2, 1, 3, 5).Holding([.. Enumerable.Range(0, 30).Select(i => i % 5 < 2 + i / 5 % 3 ? 1.0 : 0)])]);
        yield return Sparse("Attention", "causal", 1, [Float(2, 4, 5, 8), k, v], ("is_causal", 1));
        yield return Sparse("Attention", "softcap", 1, [q, k, v], ("softcap", 2f));
        yield return Sparse("Attention", "softcap, mask", 1, [q, k, v, Float(3, 5)], ("softcap", 2f));
        yield return Sparse("Attention", "keys that are no padding", 1, [q, k, v, null, null, null, Integers(1, 5, 2)]);
        yield return Sparse("Attention", "past, all outputs but scores", 3, [q, k, v, null, Float(2, 4, 2, 8), Float(2, 4, 2, 6)]);
        yield return Sparse("Attention", "past, causal, mask", 3, [q, Float(2, 4, 3, 8), Float(2, 4, 3, 6), Float(3, 5), Float(2, 4, 2, 8), Float(2, 4, 2, 6)], ("is_causal", 1));
        for (int mode = 0; mode < 4; mode++)
            yield return Sparse("Attention", $"scores, stage {mode}", 4, [q, k, v, Float(3, 5)], ("qk_matmul_output_mode", mode));
    }

    private static OpCase Sparse(string op, string special, int outputs, InputDomain?[] inputs, params (string, object)[] attributes) =>
        OpCase.Sparse(OperatorId.Onnx(op), special, outputs, inputs, attributes);
}
