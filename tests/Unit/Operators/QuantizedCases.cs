using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of products of quantized values, and of ONNX Runtime's operators of quantized values.</summary>
internal static class QuantizedCases
{
    private static readonly ElementType[] Bytes = [ElementType.UInt8, ElementType.Int8];

    /// <summary>The cases; results are integers, or sums of integers without gradient.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
        [.. Products().Concat(Convolutions()).Concat(Elementwise()).Concat(Further()).Select(c => c with { Gradient = GradientCheck.None })];

    private static IEnumerable<OpCase> Products()
    {
        foreach (ElementType a in Bytes)
        {
            foreach (ElementType b in Bytes)
            {
                string types = $"{a.DisplayName()} {b.DisplayName()}";
                yield return Of("MatMulInteger", types, [Wide(a, 7, 19).Batched(), Wide(b, 19, 21).AsConstant(), Zero(a), Zero(b)]);
                yield return Of("QLinearMatMul", types, [Wide(a, 5, 33).Batched(), Scale(0.05), Zero(a), Wide(b, 33, 18).AsConstant(), Scale(0.02), Zero(b), Scale(0.4), Zero(a)]);
            }
        }
        yield return Of("MatMulInteger", "no zero points, batches", [Wide(ElementType.UInt8, 2, 3, 5), Wide(ElementType.UInt8, 2, 5, 4)]);
        yield return Of("MatMulInteger", "a zero point for each column",
            [Wide(ElementType.UInt8, 3, 5).Batched(), Wide(ElementType.Int8, 5, 4).AsConstant(), Zero(ElementType.UInt8), Wide(ElementType.Int8, 4).AsConstant()]);
        yield return Of("QLinearMatMul", "a scale for each column",
            [Wide(ElementType.UInt8, 6, 9).Batched(), Scale(0.05), Zero(ElementType.UInt8), Wide(ElementType.Int8, 9, 17).AsConstant(), Scales(17), Zeros(ElementType.Int8, 17), Scale(0.4), Zero(ElementType.UInt8)]);
        yield return Of("QLinearMatMul", "batches",
            [Wide(ElementType.UInt8, 2, 3, 5), Scale(0.05), Zero(ElementType.UInt8), Wide(ElementType.UInt8, 2, 5, 4), Scale(0.02), Zero(ElementType.UInt8), Scale(0.4), Zero(ElementType.UInt8)]);
        yield return OpCase.Sparse(OperatorId.Onnx("DynamicQuantizeLinear"), "", 3, [Float(3, 7).Batched()]);
        yield return OpCase.Sparse(OperatorId.Onnx("DynamicQuantizeLinear"), "positive", 3, [Float(9).Between(0.5, 3)]);
    }

    private static IEnumerable<OpCase> Convolutions()
    {
        yield return Of("ConvInteger", "", [Wide(ElementType.UInt8, 2, 3, 6, 5).Batched(), Wide(ElementType.UInt8, 4, 3, 3, 3).AsConstant(), Zero(ElementType.UInt8), Zero(ElementType.UInt8)],
            ("pads", new[] { 1, 1, 1, 1 }), ("strides", new[] { 2, 1 }));
        yield return Of("ConvInteger", "no zero points", [Wide(ElementType.UInt8, 1, 2, 5, 5), Wide(ElementType.UInt8, 3, 2, 2, 2)]);
        foreach (var (name, channels, filters, group, kernel) in new[] { ("3 by 3", 5, 9, 1, 3), ("1 by 1", 16, 20, 1, 1), ("groups", 6, 8, 2, 3), ("depthwise", 7, 7, 7, 3) })
        {
            foreach (var (x, w) in new[] { (ElementType.UInt8, ElementType.Int8), (ElementType.UInt8, ElementType.UInt8), (ElementType.Int8, ElementType.Int8) })
                yield return Of("QLinearConv", $"{name}, {x.DisplayName()} {w.DisplayName()}", [Wide(x, 2, channels, 7, 6).Batched(), Scale(0.05), Zero(x),
                    Wide(w, filters, channels / group, kernel, kernel).AsConstant(), Scale(0.02), Zero(w), Scale(0.3), Zero(x), Int32(filters).AsConstant()],
                    ("group", group), ("pads", new[] { 1, 0, 1, 2 }));
        }
        yield return Of("QLinearConv", "a scale for each filter, strides, dilations", [Wide(ElementType.UInt8, 1, 4, 11, 12).Batched(), Scale(0.05), Zero(ElementType.UInt8),
            Wide(ElementType.Int8, 18, 4, 3, 2).AsConstant(), Scales(18), Zeros(ElementType.Int8, 18), Scale(0.3), Zero(ElementType.UInt8), Int32(18).AsConstant()],
            ("strides", new[] { 2, 3 }), ("dilations", new[] { 1, 2 }));
        yield return Of("QLinearConv", "one axis, no bias", [Wide(ElementType.UInt8, 2, 3, 17).Batched(), Scale(0.05), Zero(ElementType.UInt8),
            Wide(ElementType.Int8, 5, 3, 4).AsConstant(), Scale(0.02), Zero(ElementType.Int8), Scale(0.3), Zero(ElementType.UInt8)]);
    }

    private static IEnumerable<OpCase> Elementwise()
    {
        foreach (ElementType t in Bytes)
        {
            string type = t.DisplayName();
            InputDomain x = Wide(t, 2, 3, 8).Batched();
            yield return OpCase.OfMicrosoft("QLinearAdd", type, [x, Scale(0.05), Zero(t), Wide(t, 3, 8), Scale(0.031), Zero(t), Scale(0.07), Zero(t)]);
            yield return OpCase.OfMicrosoft("QLinearMul", type, [x, Scale(0.05), Zero(t), Wide(t, 3, 8), Scale(0.031), Zero(t), Scale(0.07), Zero(t)]);
            yield return OpCase.OfMicrosoft("QLinearSigmoid", type, [x, Scale(0.051), Zero(t), Scale(1 / 256.0), Zero(t)]);
            yield return OpCase.OfMicrosoft("QLinearLeakyRelu", type, [x, Scale(0.053), Zero(t), Scale(0.037), Zero(t)], ("alpha", 0.13f));
            yield return OpCase.OfMicrosoft("QLinearConcat", type, [Scale(0.047), Zero(t), x, Scale(0.05), Zero(t), Wide(t, 2, 2, 8).Batched(), Scale(0.031), Zero(t)], ("axis", 1));
        }
        ElementType u = ElementType.UInt8;
        yield return OpCase.OfMicrosoft("QLinearSoftmax", "", [Wide(u, 3, 9).Batched(), Scale(0.11), Zero(u), Scale(1 / 256.0), Of(u).Holding(0).AsConstant()], ("axis", -1), ("opset", 13));
        yield return OpCase.OfMicrosoft("QLinearSoftmax", "two axes", [Wide(u, 3, 2, 5).Batched(), Scale(0.11), Zero(u), Scale(1 / 256.0), Of(u).Holding(0).AsConstant()], ("axis", 1), ("opset", 12));
        InputDomain image = Wide(u, 2, 3, 6, 5).Batched(), imageLast = Wide(u, 2, 6, 5, 3).Batched();
        yield return OpCase.OfMicrosoft("QLinearAveragePool", "", [image, Scale(0.05), Zero(u), Scale(0.043), Zero(u)], ("kernel_shape", new[] { 3, 2 }), ("pads", new[] { 1, 0, 1, 1 }), ("strides", new[] { 2, 1 }));
        yield return OpCase.OfMicrosoft("QLinearAveragePool", "channels last", [imageLast, Scale(0.05), Zero(u), Scale(0.043), Zero(u)], ("kernel_shape", new[] { 2, 2 }), ("channels_last", 1));
        yield return OpCase.OfMicrosoft("QLinearGlobalAveragePool", "", [image, Scale(0.05), Zero(u), Scale(0.0131), Zero(u)]);
        yield return OpCase.OfMicrosoft("QLinearGlobalAveragePool", "channels last", [imageLast, Scale(0.05), Zero(u), Scale(0.0131), Zero(u)], ("channels_last", 1));
        yield return OpCase.OfMicrosoft("NhwcMaxPool", "", [imageLast], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }));
        foreach (ElementType t in new[] { ElementType.UInt16, ElementType.Int16 })
        {
            yield return OpCase.OfMicrosoft("QuantizeLinear", t.DisplayName(), [Float(3, 4).Batched(), Scale(0.01), Of(t).Holding(3).AsConstant()]);
            yield return OpCase.OfMicrosoft("DequantizeLinear", t.DisplayName(), [Of(t, 3, 4).Between(0, 999).Batched(), Scale(0.01), Of(t).Holding(3).AsConstant()]);
        }
    }

    private static IEnumerable<OpCase> Further()
    {
        ElementType u = ElementType.UInt8, s = ElementType.Int8;
        yield return OpCase.OfMicrosoft("QGemm", "", [Wide(u, 4, 9).Batched(), Scale(0.05), Zero(u), Wide(s, 9, 7).AsConstant(), Scale(0.02), Zero(s), Int32(7).AsConstant(), Scale(0.2), Zero(u)]);
        yield return OpCase.OfMicrosoft("QGemm", "transposed, a scale for each column", [Wide(u, 4, 9).Batched(), Scale(0.05), Zero(u), Wide(s, 7, 9).AsConstant(), Scales(7), Zeros(s, 7), Int32(7).AsConstant(), Scale(0.2), Zero(u)], ("transB", 1));
        yield return OpCase.OfMicrosoft("QGemm", "float result", [Wide(u, 4, 9).Batched(), Scale(0.05), Zero(u), Wide(s, 9, 7).AsConstant(), Scale(0.02), Zero(s), null, null, null], ("alpha", 0.5f));
        yield return OpCase.OfMicrosoft("MatMulIntegerToFloat", "", [Wide(u, 4, 9).Batched(), Wide(s, 9, 7).AsConstant(), Scale(0.05), Scale(0.02), Zero(u), Zero(s), Float(7).AsConstant()]);
        yield return OpCase.OfMicrosoft("MatMulIntegerToFloat", "a scale for each column", [Wide(u, 2, 4, 9).Batched(), Wide(s, 9, 7).AsConstant(), Scale(0.05), Scales(7), Zero(u), Zeros(s, 7)]);
        yield return OpCase.OfMicrosoft("DynamicQuantizeMatMul", "", [Float(4, 9).Batched(), Wide(s, 9, 7).AsConstant(), Scale(0.02), Zero(s), Float(7).AsConstant()]);
        yield return OpCase.OfMicrosoft("MatMulNBits", "", [Float(3, 32).Batched(), Of(u, 5, 2, 8).Between(0, 255).AsConstant(), Scales(10)], ("N", 5), ("K", 32), ("bits", 4), ("block_size", 16));
        yield return OpCase.OfMicrosoft("MatMulNBits", "zero points, a last block that is not full", [Float(3, 40).Batched(), Of(u, 5, 3, 8).Between(0, 255).AsConstant(), Scales(15), Of(u, 10).Between(0, 255).AsConstant()],
            ("N", 5), ("K", 40), ("bits", 4), ("block_size", 16));
        yield return OpCase.OfMicrosoft("MatMulNBits", "8 bits", [Float(3, 32).Batched(), Of(u, 5, 2, 16).Between(0, 255).AsConstant(), Scales(10)], ("N", 5), ("K", 32), ("bits", 8), ("block_size", 16));
        yield return OpCase.OfMicrosoft("QAttention", "", [Wide(u, 2, 3, 8).Batched(), Wide(s, 8, 24).AsConstant(), Float(24).AsConstant(), Scale(0.02), Scale(0.02), null, Zero(u), Zero(s)], ("num_heads", 2));
    }

    private static OpCase Of(string op, string special, InputDomain[] inputs, params (string, object)[] attributes) => OpCase.Of(op, special, inputs, attributes);

    // Within ±60 of each other, so that ONNX Runtime's 16-bit sums of pairs do not saturate on processors without VNNI.
    private static InputDomain Wide(ElementType type, params int[] shape) => Of(type, shape).Between(type == ElementType.UInt8 ? 60 : -60, type == ElementType.UInt8 ? 180 : 60);

    private static InputDomain Of(ElementType type, params int[] shape) => InputDomain.Of(type, shape);

    private static InputDomain Int32(params int[] shape) => Of(ElementType.Int32, shape).Between(-900, 900);

    private static InputDomain Scale(double value) => Float().Holding(value).AsConstant().WithoutGradient();

    private static InputDomain Scales(int count) => Float(count).Between(0.01, 0.03).AsConstant().WithoutGradient();

    private static InputDomain Zero(ElementType type) => Of(type).Holding(type == ElementType.UInt8 ? 121 : 3).AsConstant();

    private static InputDomain Zeros(ElementType type, int count) => Of(type, count).Holding([.. Enumerable.Repeat(0.0, count)]).AsConstant();
}
