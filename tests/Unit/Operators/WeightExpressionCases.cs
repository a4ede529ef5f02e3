using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of weight expressions; straight-through gradients have tests of their own.</summary>
internal static class WeightExpressionCases
{
    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } = [.. MasksAndCodebooks(), .. Quantizers(), .. LowBits()];

    private static IEnumerable<OpCase> MasksAndCodebooks()
    {
        yield return OpCase.OfFrugal("Mask", "", [Float(3, 5), Bool(3, 5)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.OfFrugal("Mask", "a mask for each row", [Float(3, 5), Bool(3, 1)]);
        yield return OpCase.OfFrugal("Mask", "straight-through", [Float(3, 5), Bool(3, 5)], ("gradient", "straight-through")) with { Gradient = GradientCheck.None };
        yield return OpCase.OfFrugal("Mask", "of NaN and infinities",
            [Exactly(double.NaN, double.PositiveInfinity, -1, double.NaN), Bool(4).Holding(0, 0, 0, 1)]) with { Gradient = GradientCheck.None };
        foreach (ElementType type in new[] { ElementType.UInt8, ElementType.UInt16, ElementType.Int32 })
            yield return OpCase.OfFrugal("Lookup", type.DisplayName(), [Float(6), Of(type, 5, 7).Between(0, 5)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.OfFrugal("Lookup", "vectors", [Float(6, 3), Of(ElementType.UInt8, 5, 7).Between(0, 5)]);
        yield return OpCase.OfFrugal("Lookup", "fixed zero", [Float(6), Of(ElementType.UInt8, 5, 7).Between(0, 5)], ("fixed_zero", 1)) with { Gradient = GradientCheck.None };
        yield return OpCase.OfFrugal("LookupGradient", "fixed zero", [Float(5, 7), Of(ElementType.UInt8, 5, 7).Between(0, 5), Float(6).WithoutGradient()], ("fixed_zero", 1)) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> Quantizers()
    {
        InputDomain scale = Float().Holding(0.1).AsConstant(), scales = Float(3).Positive().AsConstant();
        foreach (ElementType type in new[] { ElementType.UInt8, ElementType.Int8, ElementType.Int16, ElementType.UInt4, ElementType.Int4 })
        {
            yield return OpCase.Of("QuantizeLinear", type.DisplayName(), [Float(2, 3, 5).Batched(), scale, Of(type).Between(0, 3)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of("QuantizeLinear", $"{type.DisplayName()}, a scale for each channel", [Float(2, 3, 5).Batched(), scales, Of(type, 3).Between(0, 3)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of("DequantizeLinear", type.DisplayName(), [Of(type, 2, 3, 5).Between(0, 7).Batched(), scale, Of(type).Between(0, 3)]);
            yield return OpCase.Of("DequantizeLinear", $"{type.DisplayName()}, a scale for each channel", [Of(type, 2, 3, 5).Between(0, 7).Batched(), scales, Of(type, 3).Between(0, 3)]);
        }
        yield return OpCase.Of("QuantizeLinear", "no zero point", [Float(4, 5), scale]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("QuantizeLinear", "blocks", [Float(2, 6), Float(2, 3).Positive(), Of(ElementType.Int8, 2, 3)], ("axis", 1), ("block_size", 2)) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("DequantizeLinear", "blocks", [Of(ElementType.Int8, 2, 5), Float(2, 3).Positive(), Of(ElementType.Int8, 2, 3)], ("axis", 1), ("block_size", 2)) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("DequantizeLinear", "int32, no zero point", [Of(ElementType.Int32, 4).Holding(-2000000011, 16777217, 3, -5), scale]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("DequantizeLinear", "axis 0", [Of(ElementType.Int8, 3, 4), scales], ("axis", 0));
    }

    private static IEnumerable<OpCase> LowBits()
    {
        InputDomain x = Float(3, 4), scale = Float().Holding(0.3), scales = Float(3).Positive();
        yield return Fake("", [x, scale]);
        yield return Fake("4 bits, a scale for each row", [x, scales], ("bits", 4), ("axis", 0));
        yield return Fake("unsigned, zero point", [x, scale, Of(ElementType.UInt8).Holding(3)], ("bits", 3), ("signed", 0));
        yield return Fake("narrow range", [x, scale], ("bits", 2), ("narrow_range", 1));
        yield return Fake("straight-through", [x, scale], ("bits", 2), ("gradient", "straight-through"));
        yield return Gradient("FakeQuantizeGradient", "", 2, [x, x, scales], ("bits", 4), ("axis", 0));
        yield return OpCase.OfFrugal("Binarize", "", [Exactly(0, -0.0, 1, -1, 0.3, -1e-30, 1e-30, double.NaN)]) with { Gradient = GradientCheck.None };
        yield return OpCase.OfFrugal("BinarizeGradient", "", [Float(6), Exactly(0, 1, -1, 1.001, -1.001, 0.5)]) with { Gradient = GradientCheck.None };
        InputDomain threshold = Float().Holding(0.5);
        yield return OpCase.OfFrugal("Ternarize", "", [Exactly(-2, -0.5, -0.49, 0, 0.49, 0.5, 0.51, 2), threshold, Float().Holding(0.7), Float().Holding(0.4)]) with { Gradient = GradientCheck.None };
        yield return OpCase.OfFrugal("Ternarize", "levels for each row",
            [Float(3, 4).AwayFrom(0.5, -0.5).WithoutGradient(), threshold.WithoutGradient(), Float(3, 1).Positive(), Float(3, 1).Positive()]);
        yield return Gradient("TernarizeGradient", "", 3, [x, x, threshold, Float(3, 1).Positive(), Float().Positive()]);

        static OpCase Fake(string special, InputDomain[] inputs, params (string, object)[] attributes) =>
            OpCase.OfFrugal("FakeQuantize", special, inputs, attributes) with { Gradient = GradientCheck.None };

        static OpCase Gradient(string op, string special, int outputs, InputDomain[] inputs, params (string, object)[] attributes) => new(
            special.Length == 0 ? op : $"{op}, {special}",
            (b, v) => [.. b.Node(OperatorId.Frugal(op), v, outputs, NodeAttributes.Of(attributes)).Outputs.Select(o => o!)], inputs, Gradient: GradientCheck.None);
    }
}
