using Frugal.Graphs;
using Frugal.Tensors;
using static Frugal.Tests.Operators.InputDomain;

namespace Frugal.Tests.Operators;

/// <summary>Cases of the rest of the standard without data-dependent control: the group of the same name in <see cref="OperatorTable"/>.</summary>
internal static class StandardCases
{
    private static readonly InputDomain Images = Float(2, 3, 4, 5).Batched();

    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        .. Functions(),
        .. Bits(),
        .. Normalisations(),
        .. MatrixFunctions(),
        .. Losses(),
        .. AlongAxes(),
        .. Scatters(),
        .. Windows(),
        .. Samplings(),
        .. RandomNumbers(),
        .. Resizings(),
    ];

    private static IEnumerable<OpCase> Functions()
    {
        foreach (string op in new[] { "Tan", "Atan", "Sinh", "Cosh", "Asinh" })
            yield return Smooth(op, Float(3, 7).Between(-1.3, 1.3));
        foreach (string op in new[] { "Asin", "Acos", "Atanh" })
            yield return Smooth(op, Float(3, 7).Between(-0.9, 0.9));
        yield return Smooth("Acosh", Float(3, 7).Between(1.1, 3));
        foreach (string op in new[] { "Tan", "Atan", "Sinh", "Cosh", "Asinh", "Asin", "Acos", "Atanh", "Acosh" })
        {
            yield return OpCase.Of(op, "edge values", [Exactly(0, -0.0, 1, -1, 1.5, 1e-8, -1e-20, 20, -20, double.PositiveInfinity, double.NaN)]) with { Gradient = GradientCheck.None };
            yield return OpCase.Of(op, "vector lengths", [Float(1031).Between(-0.9, 0.9)]) with { Gradient = GradientCheck.None };
        }
        yield return OpCase.Of("Shrink", "", [Float(4, 6).AwayFrom(-0.5, 0.5).Batched()]);
        yield return OpCase.Of("Shrink", "bias", [Float(4, 6).AwayFrom(-1.1, 1.1)], ("lambd", 1.1f), ("bias", 0.3f));
        yield return Fixed("Shrink", "int8", [Of(ElementType.Int8, 3, 5)], ("lambd", 1.5f), ("bias", 1f));
        yield return OpCase.Of("Hardmax", "", [Float(3, 5).Distinct().Batched()]);
        yield return Fixed("Hardmax", "axis 1, equal elements", [Float(2, 3, 1).Holding(1, 1, 0, 2, 3, 3)], ("axis", 1));
    }

    private static OpCase Smooth(string op, InputDomain x) => OpCase.Of(op, "", [x.Batched()]) with { Gradient = GradientCheck.Twice, GradientTolerance = 1e-6 };

    private static IEnumerable<OpCase> Bits()
    {
        foreach (ElementType type in new[] { ElementType.UInt8, ElementType.Int32, ElementType.UInt64 })
        {
            foreach (string op in new[] { "BitwiseAnd", "BitwiseOr", "BitwiseXor" })
                yield return Fixed(op, type.DisplayName(), [Of(type, 4, 5).Batched(), Of(type, 5)]);
            yield return Fixed("BitwiseNot", type.DisplayName(), [Of(type, 4, 5).Batched()]);
        }
        foreach (ElementType type in new[] { ElementType.UInt8, ElementType.UInt32, ElementType.UInt64 })
            foreach (string direction in new[] { "LEFT", "RIGHT" })
                yield return Fixed("BitShift", $"{type.DisplayName()} {direction}", [Of(type, 4, 5).Between(0, 200), Of(type, 5).Between(0, 7)], ("direction", direction));
    }

    private static IEnumerable<OpCase> Normalisations()
    {
        InputDomain x = Float(2, 3, 5).AwayFrom(0).Batched();
        yield return OpCase.Of("LpNormalization", "", [x]);
        yield return OpCase.Of("LpNormalization", "L1, axis 1", [x], ("axis", 1), ("p", 1));
        yield return Fixed("LpNormalization", "a row of zeros", [Float(2, 2).Holding(0, 0, 3, 4)]);
        yield return OpCase.Of("MeanVarianceNormalization", "", [Images]) with { GradientTolerance = 1e-6 };
        yield return OpCase.Of("MeanVarianceNormalization", "last axis", [Float(2, 3, 5).Batched()], ("axes", new[] { -1 })) with { GradientTolerance = 1e-6 };
    }

    private static IEnumerable<OpCase> MatrixFunctions()
    {
        yield return OpCase.Of("Det", "", [Float(3, 3)]);
        yield return OpCase.Of("Det", "batch", [Float(2, 3, 2, 2).Batched()]);
        yield return OpCase.Of("Det", "singular", [Float(2, 2).Holding(1, 2, 2, 4)]);
        (string Equation, InputDomain[] Inputs)[] equations =
        [
            ("ij,jk->ik", [Float(3, 4).Batched(), Float(4, 5)]),
            ("bij,bjk->bik", [Float(2, 3, 4).Batched(), Float(2, 4, 5).Batched()]),
            ("bhid,bhjd->bhij", [Float(2, 2, 3, 4).Batched(), Float(2, 2, 5, 4).Batched()]),
            ("ij->ji", [Float(3, 4).Batched()]),
            ("ij->i", [Float(3, 4).Batched()]),
            ("ii->i", [Float(4, 4)]),
            ("ii", [Float(4, 4)]),
            ("...ij,jk->...ik", [Float(2, 3, 4).Batched(), Float(4, 2)]),
            ("...i,...i", [Float(2, 3, 4).Batched(), Float(3, 4)]),
            ("i,j,k->ijk", [Float(2).Batched(), Float(3), Float(2)]),
            ("b n , n -> b", [Float(3, 4).Batched(), Float(4)]),
            ("ij,ij->", [Float(3, 4), Float(1, 4)]),
        ];
        foreach (var (equation, inputs) in equations) yield return OpCase.Of("Einsum", equation, inputs, ("equation", equation));
        yield return Fixed("Einsum", "int32", [Of(ElementType.Int32, 2, 3), Of(ElementType.Int32, 3, 2)], ("equation", "ij,jk->ik"));
    }

    private static IEnumerable<OpCase> Losses()
    {
        InputDomain scores = Float(4, 3).Batched(), labels = Integers(0, 2, 4).Batched(), weights = Float(3).Positive().WithoutGradient();
        foreach (string op in new[] { "NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss" })
        {
            foreach (string reduction in new[] { "mean", "sum", "none" })
            {
                yield return OpCase.Of(op, reduction, [scores, labels], ("reduction", reduction)) with { Gradient = op[0] == 'N' ? GradientCheck.Twice : GradientCheck.FiniteDifferences };
                yield return OpCase.Of(op, $"{reduction}, weights and an ignored class", [Float(2, 3, 2).Batched(), Integers(0, 2, 2, 2).Batched(), weights], ("reduction", reduction), ("ignore_index", 1));
            }
            yield return OpCase.Of(op, "ignored number that is no class", [scores, Integers(0, 2, 4).Holding(0, -1, 2, -1).Batched()], ("ignore_index", -1));
        }
        yield return new OpCase("SoftmaxCrossEntropyLoss, log-probabilities",
            (b, x) => [.. b.Node(OperatorId.Onnx("SoftmaxCrossEntropyLoss"), x, 2).Outputs.OfType<Value>()], [scores, labels]);
    }

    private static IEnumerable<OpCase> AlongAxes()
    {
        InputDomain x = Float(2, 5).Batched(), axis = Integers(1, 1).AsConstant();
        foreach (var (special, attributes) in Directions())
        {
            yield return OpCase.Of("CumSum", special, [x, axis], attributes) with { Gradient = GradientCheck.Twice };
            yield return Fixed("CumProd", special, [x, axis], attributes);
        }
        yield return Fixed("CumSum", "int32, axis 0", [Of(ElementType.Int32, 3, 4), Integers(0, 0).AsConstant()]);
        yield return Chosen("largest", [Float(2, 7).Distinct().Batched(), ConstantIntegers(3)]);
        yield return Chosen("smallest, axis 0", [Float(5, 3).Distinct(), ConstantIntegers(2)], ("axis", 0), ("largest", 0));
        yield return Chosen("integers with equal ones", [Integers(0, 3, 3, 9), ConstantIntegers(4)]) with { Gradient = GradientCheck.None };
        yield return Fixed("EyeLike", "", [Float(3, 4).Batched()]);
        yield return Fixed("EyeLike", "shifted, of a type", [Of(ElementType.Int32, 3, 4)], ("k", -1), ("dtype", (long)ElementType.Float32));
        yield return OpCase.Of("ReverseSequence", "", [Float(4, 3, 2), Integers(0, 4, 3).AsConstant()]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("ReverseSequence", "batch first", [Float(3, 4), ConstantIntegers(1, 4, 2)], ("batch_axis", 0), ("time_axis", 1)) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("CenterCropPad", "", [Images, ConstantIntegers(2, 4, 3, 8)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("CenterCropPad", "axes", [Images, ConstantIntegers(6, 2)], ("axes", new[] { 2, -1 })) with { Gradient = GradientCheck.Twice };
    }

    private static IEnumerable<(string Special, (string, object)[] Attributes)> Directions()
    {
        yield return ("", []);
        yield return ("exclusive", [("exclusive", 1)]);
        yield return ("reverse", [("reverse", 1)]);
        yield return ("exclusive, reverse", [("exclusive", 1), ("reverse", 1)]);
    }

    private static OpCase Chosen(string special, InputDomain[] inputs, params (string, object)[] attributes) =>
        new($"TopK, {special}", (b, x) => [.. b.Node(OperatorId.Onnx("TopK"), x, 2, NodeAttributes.Of(attributes)).Outputs.OfType<Value>()], inputs);

    private static IEnumerable<OpCase> Scatters()
    {
        InputDomain data = Float(3, 4), places = ConstantIntegers(2, 0, -2, 1).WithShape(2, 2), updates = Float(2, 2);
        yield return OpCase.Of("ScatterElements", "", [data, places, updates], ("axis", 0)) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("ScatterElements", "axis 1", [data, places, updates], ("axis", -1)) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("ScatterElements", "add, one place twice", [data, ConstantIntegers(1, 1, 1, 3).WithShape(2, 2), updates], ("axis", 1), ("reduction", "add")) with { Gradient = GradientCheck.Twice };
        foreach (string reduction in new[] { "mul", "max", "min" })
        {
            yield return Fixed("ScatterElements", reduction, [data, ConstantIntegers(1, 1, 1, 3).WithShape(2, 2), updates], ("axis", 1), ("reduction", reduction));
            yield return Fixed("ScatterND", reduction, [data, ConstantIntegers(0, 2, 0).WithShape(3, 1), Float(3, 4)], ("reduction", reduction));
        }
        yield return Fixed("ScatterElements", "uint64 max", [Of(ElementType.UInt64, 3, 4), places, Of(ElementType.UInt64, 2, 2)], ("reduction", "max"));
        yield return Fixed("ScatterElements", "bool", [Bool(3, 4), places, Bool(2, 2)]);
        yield return OpCase.Of("ScatterND", "rows", [data, ConstantIntegers(2, 0).WithShape(2, 1), Float(2, 4)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("ScatterND", "elements, add", [data, ConstantIntegers(2, 0, 1, 3, 2, 0).WithShape(3, 2), Float(3)], ("reduction", "add")) with { Gradient = GradientCheck.Twice };
        yield return Fixed("TensorScatter", "linear", [Float(2, 2, 5, 3), Float(2, 2, 2, 3), ConstantIntegers(1, 3)]);
        yield return Fixed("TensorScatter", "circular, axis 1", [Float(2, 4, 3), Float(2, 3, 3), ConstantIntegers(2, 3)], ("axis", 1), ("mode", "circular"));
    }

    private static IEnumerable<OpCase> Windows()
    {
        InputDomain x = Float(2, 2, 5, 6).AwayFrom(0).Batched();
        yield return OpCase.Of("LpPool", "", [x], ("kernel_shape", new[] { 2, 3 }));
        yield return OpCase.Of("LpPool", "p 3, strides and padding", [x], ("kernel_shape", new[] { 3, 3 }), ("p", 3), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 1, 1 }));
        yield return OpCase.Of("LpPool", "p 1, dilations", [x], ("kernel_shape", new[] { 2, 2 }), ("p", 1), ("dilations", new[] { 2, 3 }));
        yield return OpCase.Of("GlobalLpPool", "", [x]);
        yield return OpCase.Of("GlobalLpPool", "p 3", [x], ("p", 3));
        InputDomain pooled = Float(1, 1, 2, 2), positions = Integers(0, 15, 1, 1, 2, 2).Holding(5, 7, 13, 15).AsConstant();
        yield return OpCase.Of("MaxUnpool", "", [pooled, positions], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("MaxUnpool", "to a shape", [pooled, positions, ConstantIntegers(1, 1, 5, 5)], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("Col2Im", "", [Float(2, 8, 6).Batched(), ConstantIntegers(3, 4), ConstantIntegers(2, 2)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("Col2Im", "strides, dilations and padding", [Float(1, 4, 4), ConstantIntegers(5, 5), ConstantIntegers(2, 2)],
            ("strides", new[] { 2, 2 }), ("dilations", new[] { 2, 1 }), ("pads", new[] { 1, 0, 0, 0 })) with { Gradient = GradientCheck.Twice };
        InputDomain image = Float(1, 2, 4, 4), weights = Float(3, 2, 2, 2), offsets = Float(1, 8, 3, 3).AwayFrom(-2, -1, 0, 1, 2);
        yield return OpCase.Of("DeformConv", "", [image, weights, offsets]) with { GradientTolerance = 1e-6 };
        yield return OpCase.Of("DeformConv", "bias and mask", [image, weights, offsets, Float(3), Float(1, 4, 3, 3)]) with { GradientTolerance = 1e-6 };
        yield return OpCase.Of("DeformConv", "groups, strides and padding",
            [Float(2, 4, 5, 5), Float(4, 2, 2, 2), Float(2, 16, 3, 3).AwayFrom(-2, -1, 0, 1, 2)],
            ("group", 2), ("offset_group", 2), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 0, 0 })) with { GradientTolerance = 1e-6 };
    }

    private static IEnumerable<OpCase> Samplings()
    {
        InputDomain x = Float(2, 2, 3, 4).Batched(), grid = Float(2, 3, 2, 2).Between(-1.37, 1.31).Batched();
        foreach (string mode in new[] { "linear", "nearest", "cubic" })
            foreach (string padding in new[] { "zeros", "border", "reflection" })
                foreach (int corners in new[] { 0, 1 })
                    yield return OpCase.Of("GridSample", $"{mode}, {padding}{(corners == 1 ? ", corners" : "")}", [x, grid], ("mode", mode), ("padding_mode", padding), ("align_corners", corners)) with { GradientTolerance = 1e-6 };
        yield return OpCase.Of("GridSample", "three axes", [Float(1, 2, 3, 2, 3), Float(1, 2, 2, 1, 3).Between(-1.2, 1.2)]) with { GradientTolerance = 1e-6 };
        yield return OpCase.Of("AffineGrid", "", [Float(2, 2, 3), ConstantIntegers(2, 3, 4, 5)]) with { Gradient = GradientCheck.Twice };
        yield return OpCase.Of("AffineGrid", "three axes, corners", [Float(1, 3, 4), ConstantIntegers(1, 2, 3, 2, 2)], ("align_corners", 1)) with { Gradient = GradientCheck.Twice };
        InputDomain image = Float(2, 2, 6, 7), regions = Float(3, 4).Holding(0, 0, 4, 3, 1.3, 0.7, 5.1, 4.9, 2, 2, 6, 5).WithoutGradient(), samples = Integers(0, 1, 3).Holding(1, 0, 1);
        foreach (string mode in new[] { "avg", "max" })
        {
            yield return OpCase.Of("RoiAlign", mode, [image.Distinct(), regions, samples], ("mode", mode), ("output_height", 2), ("output_width", 3), ("sampling_ratio", 2));
            yield return OpCase.Of("RoiAlign", $"{mode}, without half pixel", [image.Distinct(), regions, samples], ("mode", mode), ("output_height", 2), ("output_width", 2), ("spatial_scale", 0.5f), ("coordinate_transformation_mode", "output_half_pixel"));
        }
        yield return Fixed("MaxRoiPool", "", [image, Float(2, 5).Holding(0, 0, 0, 4, 3, 1, 2, 1, 6, 5)], ("pooled_shape", new[] { 2, 2 }));
        yield return Fixed("MaxRoiPool", "scaled", [image, Float(2, 5).Holding(0, 0, 0, 8, 6, 1, 4, 2, 12, 10)], ("pooled_shape", new[] { 3, 2 }), ("spatial_scale", 0.5f));
    }

    private static IEnumerable<OpCase> RandomNumbers()
    {
        foreach (string op in new[] { "RandomNormal", "RandomUniform" })
        {
            yield return Fixed(op, "", [], ("shape", new[] { 3, 4 }), ("seed", 5f));
            yield return Fixed(op + "Like", "", [Float(3, 4).Batched()], ("seed", 5f));
            yield return Fixed(op + "Like", "of a type", [Of(ElementType.Int32, 3, 4)], ("dtype", (long)ElementType.Float64));
        }
        yield return Fixed("Bernoulli", "", [Float(3, 4).Between(0, 1).Batched()], ("dtype", (long)ElementType.Bool));
        yield return Fixed("Multinomial", "", [Float(3, 4).Batched()], ("sample_size", 5), ("dtype", (long)ElementType.Int64));
    }

    private static IEnumerable<OpCase> Resizings()
    {
        InputDomain x = Float(1, 2, 6, 7), smaller = Float(4).Holding(1, 1, 0.6, 0.5).AsConstant().WithoutGradient();
        foreach (string mode in new[] { "linear", "cubic" })
        {
            yield return Resized($"{mode}, smoothed", mode, x, null, smaller, null, ("antialias", 1));
            yield return Resized($"{mode}, smoothed, nothing outside", mode, x, null, smaller, null, ("antialias", 1), ("exclude_outside", 1));
        }
        yield return Resized("cubic, nothing outside", "cubic", x, null, smaller, null, ("exclude_outside", 1));
        yield return Resized("no larger than", "linear", x, null, null, ConstantIntegers(9, 8), ("axes", new[] { 2, 3 }), ("keep_aspect_ratio_policy", "not_larger"));
        yield return Resized("no smaller than", "linear", x, null, null, ConstantIntegers(9, 8), ("axes", new[] { 3, 2 }), ("keep_aspect_ratio_policy", "not_smaller"));
        InputDomain region = Float(8).Holding(0, 0, 0.2, 0.1, 1, 1, 0.9, 1.2).AsConstant().WithoutGradient();
        yield return Resized("a region", "linear", x, region, null, ConstantIntegers(1, 2, 4, 5), ("coordinate_transformation_mode", "tf_crop_and_resize"), ("extrapolation_value", 7f));
        yield return Resized("tf_half_pixel_for_nn", "nearest", x, null, smaller, null, ("coordinate_transformation_mode", "tf_half_pixel_for_nn"));
    }

    private static OpCase Resized(string special, string mode, InputDomain x, InputDomain? region, InputDomain? scales, InputDomain? sizes, params (string, object)[] attributes)
    {
        InputDomain[] inputs = [.. new[] { x, region, scales, sizes }.OfType<InputDomain>()];
        return new OpCase($"Resize, {special}", (b, values) =>
        {
            var next = new Queue<Value>(values);
            Value?[] all = [next.Dequeue(), region is null ? null : next.Dequeue(), scales is null ? null : next.Dequeue(), sizes is null ? null : next.Dequeue()];
            return [b.Node(OperatorId.Onnx("Resize"), all, 1, NodeAttributes.Of([("mode", mode), .. attributes])).Output];
        }, inputs, Gradient: GradientCheck.Twice);
    }

    private static OpCase Fixed(string op, string special, InputDomain[] inputs, params (string Name, object Value)[] attributes) =>
        OpCase.Of(op, special, inputs, attributes) with { Gradient = GradientCheck.None };
}
