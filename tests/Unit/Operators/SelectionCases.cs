using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>Cases of operators whose results' shapes depend on the data, some with what usually follows them.</summary>
internal static class SelectionCases
{
    public static IReadOnlyList<OpCase> All { get; } =
    [
        Case("NonZero", (b, x) => [b.Call("NonZero", b.Call("Greater", x[0], b.Scalar(0.3)))], InputDomain.Float(3, 4)),
        Case("NonZero, gathered", (b, x) => [b.Call("GatherND", x[0], b.Call("Transpose", b.Call("NonZero", b.Call("Greater", x[0], b.Scalar(0.3)))))], InputDomain.Float(3, 4)),
        Case("NonZero, none", (b, x) => [b.Call("NonZero", b.Call("Greater", x[0], b.Scalar(9)))], InputDomain.Float(3, 4)),
        Case("Compress, rows", (b, x) => [b.Call("Compress", [x[0], x[1]], ("axis", 0))], InputDomain.Float(4, 3), InputDomain.Bool(4).Holding(0, 1, 1, 0)),
        Case("Compress, elements", (b, x) => [b.Call("Compress", x[0], x[1])], InputDomain.Float(4, 3), InputDomain.Bool(5).Holding(0, 1, 1, 0, 1)),
        Case("TfIdfVectorizer", (b, x) => [b.Call("TfIdfVectorizer", [x[0]], ("max_gram_length", 2), ("max_skip_count", 2), ("min_gram_length", 1), ("mode", "TFIDF"),
            ("ngram_counts", new long[] { 0, 2 }), ("ngram_indexes", new long[] { 2, 0, 1 }), ("pool_int64s", new long[] { 1, 3, 1, 2 }), ("weights", new[] { 0.5f, 2f, 3f }))],
            InputDomain.Integers(1, 3, 2, 7)),
        Case("Unique", (b, x) => Unique(b, x[0]), InputDomain.Integers(-2, 2, 3, 4)),
        Case("Unique, as they come", (b, x) => Unique(b, x[0], ("sorted", 0)), InputDomain.Integers(-2, 2, 3, 4)),
        Case("Unique, columns", (b, x) => Unique(b, x[0], ("axis", 1)), InputDomain.Integers(0, 1, 2, 8)),
        Case("NonMaxSuppression", (b, x) => [b.Call("NonMaxSuppression", x[0], x[1], b.Integers(3), b.Constant(DenseTensor.Vector(0.3f)), b.Constant(DenseTensor.Vector(0.1f)))],
            InputDomain.Float(1, 6, 4), InputDomain.Float(1, 2, 6).Distinct()),
        Case("NonMaxSuppression, centres", (b, x) => [b.Call("NonMaxSuppression", [x[0], x[1], b.Integers(2), b.Constant(DenseTensor.Vector(0.1f))], ("center_point_box", 1))],
            InputDomain.Float(2, 5, 4).Positive(), InputDomain.Float(2, 1, 5).Distinct()),
        Case("Reshape, target computed", (b, x) => [b.Call("Relu", b.Call("Reshape", x[0], b.Call("Neg", x[1])))], InputDomain.Float(4, 3), InputDomain.Integers(-6, -2, 2).Holding(-6, -2)),
        Case("Range, limits computed", (b, x) => [b.Call("Range", b.Constant(DenseTensor.Scalar(0L)), b.Call("ReduceMax", [x[0]], ("keepdims", 0)), b.Constant(DenseTensor.Scalar(1L)))], InputDomain.Integers(1, 9, 3)),
        Case("Slice, ends computed", (b, x) => [b.Call("Relu", b.Call("Slice", x[0], b.Integers(0), b.Call("Abs", x[1]), b.Integers(1)))], InputDomain.Float(3, 5), InputDomain.Integers(-4, -2, 1)),
        Case("Tile, counts computed", (b, x) => [b.Call("Tile", x[0], b.Call("Abs", x[1]))], InputDomain.Float(2, 3), InputDomain.Integers(-3, -1, 2)),
        Case("Expand, shape computed", (b, x) => [b.Call("Expand", x[0], b.Call("Abs", x[1]))], InputDomain.Float(1, 3), InputDomain.Integers(-4, -4, 1).Holding(-3)),
        Case("Resize, sizes computed", (b, x) => [b.Call("Resize", [x[0], null, null, b.Call("Abs", x[1])], ("mode", "nearest"))], InputDomain.Float(1, 1, 2, 3), InputDomain.Integers(-9, 0, 4).Holding(-1, -1, -4, -6)),
        Case("Resize, scales computed", (b, x) => [b.Call("Resize", [x[0], null, b.Call("Abs", x[1])], ("mode", "linear"))], InputDomain.Float(1, 1, 2, 3), InputDomain.Exactly(-1, -1, -2, -1.5)),
    ];

    private static OpCase Case(string name, Func<GraphBuilder, Value[], Value[]> build, params InputDomain[] inputs) =>
        new(name, build, inputs, Gradient: GradientCheck.None) { DataDependentShape = true };

    private static Value[] Unique(GraphBuilder b, Value x, params (string Name, object Value)[] attributes) =>
        [.. b.Node(OperatorId.Onnx("Unique"), [x], 4, NodeAttributes.Of(attributes)).Outputs!];
}
