using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of the element-wise operators.</summary>
internal static class ElementwiseCases
{
    private static readonly double[] EdgeValues =
        [0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-30, -1e-30, 1e-42, 88, -88, 100, -100, 1e30, -1e30, double.PositiveInfinity, double.NegativeInfinity, double.NaN];

    // Values that are finite for every function.
    private static readonly double[] ModerateEdgeValues = [0, -0.0, 1, -1, 3, -3, 6, -6, 1e-8, -1e-8, 1e-20, 20, -20];

    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        OpCase.Of("Relu", "", [Float(3, 5).AwayFrom(0).Batched()]) with { Gradient = GradientCheck.Twice },
        .. Smooth(),
        .. Kinked(),
        .. WithoutGradient(),
        .. Clips(),
        .. Conversions(),
        .. Arithmetic(),
        .. Logic(),
        .. Shapes(),
    ];

    private static IEnumerable<OpCase> Smooth()
    {
        foreach (string op in new[] { "Sigmoid", "Tanh", "Softplus", "Softsign", "Gelu", "Mish", "Swish", "Erf", "Exp", "Sin", "Cos", "Neg", "Identity" })
        {
            GradientCheck check = op is "Sigmoid" or "Tanh" or "Exp" or "Sin" or "Cos" or "Neg" ? GradientCheck.Twice : GradientCheck.FiniteDifferences;
            yield return OpCase.Of(op, "", [Float(3, 7).Batched()]) with { Gradient = check };
            yield return OpCase.Of(op, "moderate edge values", [Float(ModerateEdgeValues.Length).Holding(ModerateEdgeValues)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "scalar", [Float()]);
        }
        foreach (string op in new[] { "Log", "Sqrt", "Reciprocal" })
            yield return OpCase.Of(op, "", [Float(2, 3, 5).Positive().Batched()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("Gelu", "tanh", [Float(3, 7)], ("approximate", "tanh"));
        yield return OpCase.Of("Swish", "alpha", [Float(3, 7)], ("alpha", 1.7f));
        foreach (string op in new[] { "Sigmoid", "Tanh", "Relu", "Exp", "Sqrt", "Abs", "Neg" })
            yield return OpCase.Of(op, "edge values", [Exactly(EdgeValues)]) with { Gradient = GradientCheck.None };
        // Vector lengths around those of registers.
        foreach (int length in new[] { 1, 15, 16, 17, 67, 1031 })
            yield return OpCase.Of("Sigmoid", $"length {length}", [Float(length)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("Relu", "no elements", [Float(0, 3)]) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> Kinked()
    {
        InputDomain x = Float(4, 6).AwayFrom(0).Batched();
        yield return OpCase.Of("LeakyRelu", "", [x]);
        yield return OpCase.Of("LeakyRelu", "alpha", [x], ("alpha", 0.3f));
        yield return OpCase.Of("Elu", "", [x]);
        yield return OpCase.Of("Elu", "alpha", [x], ("alpha", 1.5f));
        yield return OpCase.Of("Selu", "", [x]);
        yield return OpCase.Of("Celu", "", [x]);
        yield return OpCase.Of("Celu", "alpha", [x], ("alpha", 0.7f));
        yield return OpCase.Of("Abs", "", [x]);
        yield return OpCase.Of("HardSigmoid", "", [Float(4, 6).Between(-4, 4).AwayFrom(-2.5, 2.5)]);
        yield return OpCase.Of("HardSigmoid", "sixth", [Float(4, 6).Between(-4, 4).AwayFrom(-3, 3)], ("alpha", 1 / 6f));
        yield return OpCase.Of("HardSwish", "", [Float(4, 6).Between(-5, 5).AwayFrom(-3, 3)]);
        yield return OpCase.Of("ThresholdedRelu", "", [Float(4, 6).AwayFrom(1)]);
        yield return OpCase.Of("ThresholdedRelu", "alpha", [Float(4, 6).AwayFrom(0.5)], ("alpha", 0.5f));
        yield return OpCase.Of("PRelu", "a slope for each channel", [Float(2, 3, 4, 5).AwayFrom(0).Batched(), Float(3, 1, 1)]);
        yield return OpCase.Of("PRelu", "one slope", [Float(2, 3).AwayFrom(0), Float(1)]);
        foreach (string op in new[] { "LeakyRelu", "Elu", "Selu", "Celu", "HardSigmoid", "HardSwish" })
            yield return OpCase.Of(op, "moderate edge values", [Exactly(ModerateEdgeValues)]) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> WithoutGradient()
    {
        InputDomain ties = Exactly(0.5, 1.5, -0.5, -1.5, 2.5, 0.49999997, 1e10, -1e10, -0.0);
        foreach (string op in new[] { "Floor", "Ceil", "Round", "Sign" })
        {
            yield return OpCase.Of(op, "", [Float(3, 5).Between(-4, 4).AwayFrom(-4, -3.5, -3, -2.5, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4).Batched()]);
            yield return OpCase.Of(op, "ties", [ties]) with { Gradient = GradientCheck.None };
        }
        foreach (ElementType type in new[] { ElementType.Int32, ElementType.Int64, ElementType.Int8 })
            foreach (string op in new[] { "Neg", "Abs", "Sign" })
                yield return OpCase.Of(op, type.DisplayName(), [Of(type, 3, 4)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("IsNaN", "", [Exactly(EdgeValues)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("IsInf", "", [Exactly(EdgeValues)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("IsInf", "negative only", [Exactly(EdgeValues)], ("detect_positive", 0)) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("Not", "", [Bool(3, 5).Batched()]) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> Clips()
    {
        InputDomain x = Float(4, 6).AwayFrom(-1, 0.5).Batched(), low = Float().Holding(-1), high = Float().Holding(0.5);
        yield return OpCase.Of("Clip", "", [x, low, high]);
        yield return OpCase.Of("Clip", "constant bounds", [x, low.AsConstant().WithoutGradient(), high.AsConstant().WithoutGradient()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("Clip", "minimum only", [x, low]);
        yield return OpCase.Of("Clip", "no bounds", [x]);
        yield return new OpCase("Clip, maximum only", (b, i) => [b.Call("Clip", i[0], null, i[1])], [x, high]);
        yield return OpCase.Of("Clip", "int8", [Of(ElementType.Int8, 3, 5), Of(ElementType.Int8).Holding(-2), Of(ElementType.Int8).Holding(3)]) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> Conversions()
    {
        (ElementType From, ElementType To)[] pairs =
        [
            (ElementType.Float32, ElementType.Float64), (ElementType.Float32, ElementType.Float16), (ElementType.Float32, ElementType.BFloat16),
            (ElementType.Float16, ElementType.Float32), (ElementType.BFloat16, ElementType.Float32), (ElementType.Float64, ElementType.Float32),
            (ElementType.Float32, ElementType.Int32), (ElementType.Float32, ElementType.Int64), (ElementType.Float32, ElementType.Int8),
            (ElementType.Float32, ElementType.Bool), (ElementType.Bool, ElementType.Float32), (ElementType.Int64, ElementType.Float32),
            (ElementType.Int64, ElementType.Int32), (ElementType.Int32, ElementType.Int64), (ElementType.UInt8, ElementType.Float32),
            (ElementType.Int8, ElementType.Float32), (ElementType.UInt8, ElementType.Int32), (ElementType.Int4, ElementType.Int8), (ElementType.Int32, ElementType.Bool),
        ];
        foreach (var (from, to) in pairs)
            yield return OpCase.Of("Cast", $"{from.DisplayName()} to {to.DisplayName()}", [Of(from, 3, 5).Batched()], ("to", (long)to)) with { Gradient = GradientCheck.None };
        // Only float64 lets a finite difference through.
        yield return new OpCase("Cast, there and back", (b, x) => [b.Call("Cast", [x[0]], ("to", (long)x[0].Type))], [Float(3, 5)]);
        yield return OpCase.Of("CastLike", "", [Float(3, 5).Batched(), Of(ElementType.Int32, 2)]) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> Arithmetic()
    {
        (string Name, InputDomain A, InputDomain B)[] shapes =
        [
            ("same shape", Float(3, 5).Batched(), Float(3, 5).Batched()),
            ("a scalar", Float(3, 5).Batched(), Float()),
            ("a scalar on the left", Float(), Float(3, 5).Batched()),
            ("a row", Float(4, 7).Batched(), Float(7)),
            ("a column", Float(4, 7).Batched(), Float(4, 1).Batched()),
            ("a row and a column", Float(1, 7), Float(4, 1).Batched()),
            ("a channel", Float(2, 3, 4, 5).Batched(), Float(3, 1, 1)),
            ("rank 5 and a middle axis", Float(2, 1, 3, 1, 2).Batched(), Float(4, 1, 5, 1)),
        ];
        foreach (string op in new[] { "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Mean", "Mod" })
            foreach (var (name, a, b) in shapes)
            {
                InputDomain left = op is "Pow" ? a.Positive() : op is "Min" or "Max" ? a.Distinct() : a;
                InputDomain right = op is "Div" or "Mod" ? b.Positive() : op is "Min" or "Max" ? b.Distinct().Between(-1.7, 1.9) : b;
                yield return OpCase.Of(op, name, [left, right], op == "Mod" ? [("fmod", 1)] : []) with
                {
                    Gradient = op is "Mod" ? GradientCheck.None
                        : op is "Add" or "Sub" or "Mul" or "Div" or "Sum" && name != "rank 5 and a middle axis" ? GradientCheck.Twice : GradientCheck.FiniteDifferences,
                };
            }
        foreach (string op in new[] { "Min", "Max", "Sum", "Mean" })
        {
            yield return OpCase.Of(op, "one input", [Float(3, 5)]);
            yield return OpCase.Of(op, "three inputs", [Float(3, 5).Distinct(), Float(5).Distinct().Between(-1.7, 1.8), Float(3, 1).Distinct().Between(-1.6, 1.9)]);
        }
        foreach (ElementType type in new[] { ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.Int8 })
            foreach (string op in new[] { "Add", "Sub", "Mul", "Div", "Mod", "Min", "Max", "Pow" })
                yield return OpCase.Of(op, type.DisplayName(), [Of(type, 4, 5), Of(type, 5).Between(op is "Div" or "Mod" ? 1 : 0, 3)]) with { Gradient = GradientCheck.None };
        foreach (string op in new[] { "Add", "Mul", "Div" })
            yield return OpCase.Of(op, "float16", [Of(ElementType.Float16, 4, 5), Of(ElementType.Float16, 5).Positive()], []) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("Add", "no elements", [Float(0, 3), Float(3)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("Pow", "square", [Float(3, 5).AwayFrom(0).Batched(), Float().Holding(2).AsConstant().WithoutGradient()]);
        yield return OpCase.Of("Pow", "an integer exponent", [Float(3, 5).AwayFrom(0), Integers(2, 3)]);
        yield return OpCase.Of("Mod", "sign of the divisor", [Integers(-7, 7, 5, 5), Integers(-3, -1, 5)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("Mod", "sign of the dividend", [Integers(-7, 7, 5, 5), Integers(-3, -1, 5)], ("fmod", 1)) with { Gradient = GradientCheck.None };
        yield return new OpCase("Mul, a value with itself", (b, x) => [b.Call("Mul", x[0], x[0])], [Float(3, 5)], Gradient: GradientCheck.Twice);
    }

    private static IEnumerable<OpCase> Logic()
    {
        foreach (string op in new[] { "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual" })
        {
            yield return OpCase.Of(op, "", [Exactly(EdgeValues), Exactly([.. EdgeValues.Reverse()])]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "int64, broadcast", [Integers(0, 3, 4, 5).Batched(), Integers(0, 3, 5)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "uint64", [Of(ElementType.UInt64, 3, 4), Of(ElementType.UInt64, 3, 4)]) with { Gradient = GradientCheck.None };
        }
        foreach (string op in new[] { "And", "Or", "Xor" })
            yield return OpCase.Of(op, "", [Bool(3, 5).Batched(), Bool(5)]) with { Gradient = GradientCheck.None };
        yield return OpCase.Of("Where", "", [Bool(3, 5).Batched(), Float(3, 5).Batched(), Float(3, 5).Batched()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("Where", "broadcast", [Bool(3, 1), Float(5), Float()]);
        yield return OpCase.Of("Where", "int64", [Bool(3, 1), Integers(-5, 5, 5), Integers(-5, 5)]) with { Gradient = GradientCheck.None };
    }

    private static IEnumerable<OpCase> Shapes()
    {
        InputDomain wide = Float(2, 3, 4).Batched();
        yield return OpCase.OfFrugal("SumToShape", "a row", [wide, Float(4).WithoutGradient()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.OfFrugal("SumToShape", "a middle axis, mean", [wide, Float(3, 1).WithoutGradient()], ("mean", 1)) with { Gradient = GradientCheck.Twice };
        yield return OpCase.OfFrugal("SumToShape", "without some axes", [wide, Float(3).WithoutGradient()], ("axes", new[] { 0, 2 })) with { Gradient = GradientCheck.Twice };
        yield return OpCase.OfFrugal("ExpandLike", "a scalar", [Float(), wide.WithoutGradient()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.OfFrugal("ExpandLike", "without some axes, mean", [Float(2, 4).Batched(), wide.WithoutGradient()], ("axes", new[] { 1 }), ("mean", 1)) with { Gradient = GradientCheck.Twice };
    }
}
