using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>Cases of the operators of shape and data movement.</summary>
internal static class MovementCases
{
    private static readonly InputDomain Images = InputDomain.Float(2, 3, 4, 5).Batched();

    /// <summary>The cases.</summary>
    public static IReadOnlyList<OpCase> All { get; } =
    [
        Linear("Flatten", "", [Images]),
        Linear("Flatten", "axis 0", [InputDomain.Float(2, 3, 4)], ("axis", 0)),
        Linear("Flatten", "axis -1", [Images], ("axis", -1)),
        Linear("Flatten", "all axes", [InputDomain.Float(2, 3, 4)], ("axis", 3)),

        Linear("Reshape", "rest", [Images, InputDomain.ConstantIntegers(-1, 60)]),
        Linear("Reshape", "kept and rest", [Images, InputDomain.ConstantIntegers(0, -1)]),
        Linear("Reshape", "channel split", [InputDomain.Float(2, 6, 2, 2).Batched(), InputDomain.ConstantIntegers(0, 3, 2, 2, 2)]),
        Linear("Reshape", "rest behind", [InputDomain.Float(2, 6), InputDomain.ConstantIntegers(2, 3, -1)]),
        Of("Reshape", "allowzero", [InputDomain.Float(0, 3), InputDomain.ConstantIntegers(3, 0, 2)], ("allowzero", 1)),
        Of("Reshape", "integers", [InputDomain.Integers(-9, 9, 2, 6), InputDomain.ConstantIntegers(4, 3)]),
        new("Reshape, to a computed shape", (b, x) => [b.Call("Reshape", x[0], RowsAndRest(b, x[0]))], [Images], Gradient: GradientCheck.Twice),

        Linear("Transpose", "", [Images]),
        Linear("Transpose", "perm", [Images], ("perm", new long[] { 0, 2, 3, 1 })),
        Linear("Transpose", "three-cycle", [InputDomain.Float(2, 3, 4)], ("perm", new long[] { 1, 2, 0 })),
        Of("Transpose", "uint8", [InputDomain.Of(ElementType.UInt8, 2, 3)]),
        Of("Transpose", "int4", [InputDomain.Of(ElementType.Int4, 3, 5)]),

        Linear("Squeeze", "axes", [InputDomain.Float(2, 1, 3, 1).Batched(), InputDomain.ConstantIntegers(1, -1)]),
        Linear("Squeeze", "all", [InputDomain.Float(2, 1, 3, 1)]),
        Linear("Unsqueeze", "axes", [InputDomain.Float(2, 3).Batched(), InputDomain.ConstantIntegers(-1, 1)]),

        Linear("Concat", "channels", [InputDomain.Float(2, 3, 2).Batched(), InputDomain.Float(2, 1, 2).Batched(), InputDomain.Float(2, 2, 2).Batched()], ("axis", 1)),
        Linear("Concat", "last axis", [InputDomain.Float(2, 3).Batched(), InputDomain.Float(2, 4).Batched()], ("axis", -1)),
        Of("Concat", "int4", [InputDomain.Of(ElementType.Int4, 3, 3), InputDomain.Of(ElementType.Int4, 3, 2)], ("axis", 1)),
        Linear("Concat", "symbolic axis", [InputDomain.Float(2, 3).Batched(), InputDomain.Float(2, 3).Batched()], ("axis", 0)),

        Splitting("sizes", 3, [InputDomain.Float(2, 7).Batched(), InputDomain.ConstantIntegers(4, 1, 2)], ("axis", 1)),
        Splitting("even", 3, [InputDomain.Float(2, 6).Batched()], ("axis", -1), ("num_outputs", 3)),
        Splitting("last part smaller", 3, [InputDomain.Float(2, 7).Batched()], ("axis", 1), ("num_outputs", 3)),
        new("Split, one part read", (b, x) => [b.Node(OperatorId.Onnx("Split"), x, 3, NodeAttributes.Of(("axis", 1))).Outputs[1]!],
            [InputDomain.Float(2, 6).Batched()], Gradient: GradientCheck.Twice),

        Linear("Slice", "one axis", [Images, Vector(1), Vector(3), Vector(1)]),
        Linear("Slice", "all axes", [InputDomain.Float(3, 4), Vector(1, 0), Vector(1000, -1)]),
        Linear("Slice", "backwards by two", [InputDomain.Float(2, 7).Batched(), Vector(-1), Vector(-9), Vector(-1), Vector(-2)]),
        Linear("Slice", "to the end", [InputDomain.Float(2, 7).Batched(), Vector(0, 2), Vector(long.MaxValue, long.MaxValue), Vector(0, 1), Vector(1, 2)]),
        Linear("Slice", "reversed batch", [InputDomain.Float(2, 3).Batched(), Vector(-1), Vector(long.MinValue), Vector(0), Vector(-1)]),
        Of("Slice", "empty", [InputDomain.Float(2, 7), Vector(5), Vector(2), Vector(1)]),

        Linear("Pad", "zeros", [Images, Vector(0, 1, 2, 0, 0, 0, 1, 3)]),
        Linear("Pad", "value and axes", [Images, Vector(1, 2), InputDomain.Float().Holding(0.5).AsConstant().WithoutGradient(), Vector(-2)]),
        Linear("Pad", "cropping", [Images, Vector(0, 1, -1, 0, 0, 0, 1, -2)]),
        Linear("Pad", "reflect", [Images, Vector(0, 0, 2, 4, 0, 0, 1, 3)], ("mode", "reflect")),
        Linear("Pad", "edge", [Images, Vector(0, 0, 2, 1, 0, 0, 0, 3)], ("mode", "edge")),
        Linear("Pad", "wrap", [Images, Vector(0, 0, 2, 1, 0, 0, 0, 3)], ("mode", "wrap")),
        Of("Pad", "int64", [InputDomain.Integers(-5, 5, 3), Vector(1, 2), InputDomain.Integers(7, 7).AsConstant()]),

        Linear("Gather", "rows, one twice", [InputDomain.Float(4, 3).Batched(1), Vector(2, 0, 2, -1)]),
        Linear("Gather", "axis 1, matrix of indices", [InputDomain.Float(2, 5, 2).Batched(), InputDomain.Integers(0, 4, 2, 3)], ("axis", 1)),
        Linear("Gather", "scalar", [InputDomain.Float(2, 5).Batched(), InputDomain.Integers(3, 3)], ("axis", -1)),
        Of("Gather", "bool", [InputDomain.Bool(2, 5), Vector(4, 0)], ("axis", 1)),
        Linear("GatherElements", "", [InputDomain.Float(3, 4), InputDomain.Integers(0, 3, 3, 2)], ("axis", 1)),
        Linear("GatherElements", "fewer columns, axis 0", [InputDomain.Float(3, 4), InputDomain.Integers(-3, 2, 2, 3)]),
        Linear("GatherND", "elements", [InputDomain.Float(3, 4), InputDomain.Integers(0, 2, 5, 2)]),
        Linear("GatherND", "rows, batch axis", [InputDomain.Float(2, 3, 4), InputDomain.Integers(0, 2, 2, 3, 1)], ("batch_dims", 1)),

        Of("Shape", "", [Images]),
        Of("Shape", "part", [Images], ("start", 1), ("end", -1)),
        Of("Shape", "clamped", [Images], ("start", -9), ("end", 9)),
        Of("Size", "", [Images]),
        new("Constant, ints", (b, _) => [b.Call("Constant", [], ("value_ints", new long[] { 3, 1 }))], [], Gradient: GradientCheck.None),
        new("Constant, float", (b, _) => [b.Call("Constant", [], ("value_float", 0.5f))], [], Gradient: GradientCheck.None),
        new("Constant, tensor", (b, _) => [b.Call("Constant", [], ("value", DenseTensor.From([1.0, 2.0], new Shape(2, 1))))], [], Gradient: GradientCheck.None),
        Of("ConstantOfShape", "", [Vector(2, 0, 3)]),
        Of("ConstantOfShape", "ones", [Vector(2, 3)], ("value", DenseTensor.Vector(1L))),
        new("ConstantOfShape, computed shape", (b, x) => [b.Call("ConstantOfShape", b.Call("Shape", x[0]))], [Images], Gradient: GradientCheck.None),

        Linear("Expand", "rows and axes", [InputDomain.Float(3, 1), Vector(2, 1, 4)]),
        Linear("Expand", "one kept", [InputDomain.Float(2, 1, 3).Batched(), Vector(1, 4, 1)]),
        new("Expand, to a computed shape", (b, x) => [b.Call("Expand", x[0], b.Call("Shape", x[1]))],
            [InputDomain.Float(1, 3), InputDomain.Float(4, 3).Batched().WithoutGradient()], Gradient: GradientCheck.Twice),
        Linear("Tile", "", [InputDomain.Float(2, 3).Batched(), Vector(2, 3)]),
        Of("Range", "up", [InputDomain.Integers(3, 3).AsConstant(), InputDomain.Integers(10, 10).AsConstant(), InputDomain.Integers(2, 2).AsConstant()]),
        Of("Range", "down", [InputDomain.Integers(3, 3).AsConstant(), InputDomain.Integers(-4, -4).AsConstant(), InputDomain.Integers(-3, -3).AsConstant()]),
        Of("Range", "float", [Scalar(0.5), Scalar(2.3), Scalar(0.4)]) with { DataDependentShape = true },

        Linear("DepthToSpace", "DCR", [InputDomain.Float(2, 8, 2, 3).Batched()], ("blocksize", 2)),
        Linear("DepthToSpace", "CRD", [InputDomain.Float(2, 8, 2, 3).Batched()], ("blocksize", 2), ("mode", "CRD")),
        Linear("SpaceToDepth", "", [InputDomain.Float(2, 2, 4, 6).Batched()], ("blocksize", 2)),
        Of("OneHot", "", [InputDomain.Integers(-4, 4, 2, 5).Batched(), Vector(3), InputDomain.Float(2)]),
        Of("OneHot", "axis 0", [InputDomain.Integers(0, 2, 2, 5), Vector(3), InputDomain.Float(2)], ("axis", 0)),
        Linear("Trilu", "upper", [InputDomain.Float(2, 3, 4).Batched()]),
        Linear("Trilu", "lower, shifted", [InputDomain.Float(2, 4, 3).Batched(), InputDomain.Integers(-1, -1).AsConstant()], ("upper", 0)),

        .. from mode in (string[])["nearest", "linear", "cubic"]
           from coordinates in (string[])["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric"]
           select Resizing($"{mode}, {coordinates}", 2, InputDomain.Float(4).Holding(1, 1, 1.7, 0.6), ("mode", mode), ("coordinate_transformation_mode", coordinates)),
        Resizing("to sizes", 3, Vector(5, 5), ("mode", "linear"), ("axes", new long[] { 2, 3 })),
    ];

    private static OpCase Linear(string op, string special, InputDomain[] inputs, params (string Name, object Value)[] attributes) =>
        OpCase.Of(op, special, inputs, attributes) with { Gradient = GradientCheck.Twice };

    private static OpCase Of(string op, string special, InputDomain[] inputs, params (string Name, object Value)[] attributes) =>
        OpCase.Of(op, special, inputs, attributes) with { Gradient = GradientCheck.None };

    private static OpCase Resizing(string special, int input, InputDomain target, params (string Name, object Value)[] attributes) =>
        new($"Resize, {special}", (b, x) => [b.Call("Resize", input == 2 ? [x[0], null, x[1]] : [x[0], null, null, x[1]], attributes)],
            [Images, target.AsConstant().WithoutGradient()], Gradient: GradientCheck.Twice);

    private static OpCase Splitting(string special, int parts, InputDomain[] inputs, params (string Name, object Value)[] attributes) =>
        new($"Split, {special}", (b, x) => [.. b.Node(OperatorId.Onnx("Split"), x, parts, NodeAttributes.Of(attributes)).Outputs.OfType<Value>()], inputs,
            Gradient: GradientCheck.Twice);

    private static InputDomain Vector(params long[] values) => InputDomain.ConstantIntegers(values);

    private static InputDomain Scalar(double value) => InputDomain.Float().Holding(value).AsConstant();

    // The target (rows, −1) as exporters write it: Shape, Gather, Unsqueeze, Concat.
    private static Value RowsAndRest(GraphBuilder builder, Value x)
    {
        Value rows = builder.Call("Gather", builder.Call("Shape", x), builder.Constant(DenseTensor.Scalar(0L)));
        return builder.Call("Concat", [builder.Call("Unsqueeze", rows, builder.Integers(0)), builder.Integers(-1)], ("axis", 0));
    }
}
