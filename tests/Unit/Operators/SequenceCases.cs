using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>Cases of sequences and optionals; each begins and ends with tensors.</summary>
internal static class SequenceCases
{
    public static IReadOnlyList<OpCase> All { get; } =
    [
        Case("SequenceConstruct, SequenceAt", (b, x) => [At(b, b.Call("SequenceConstruct", x[0], x[1]), 1), At(b, b.Call("SequenceConstruct", x[0], x[1]), -2)]),
        Case("SequenceInsert", (b, x) =>
        {
            Value list = b.Call("SequenceInsert", b.Call("SequenceInsert", b.Call("SequenceEmpty"), x[0]), x[1], b.Constant(DenseTensor.Scalar(0L)));
            return [At(b, list, 0), At(b, list, 1), b.Call("SequenceLength", list)];
        }),
        Case("SequenceErase", (b, x) =>
        {
            Value list = b.Call("SequenceConstruct", x[0], x[1], x[0]);
            return [At(b, b.Call("SequenceErase", list, b.Constant(DenseTensor.Scalar(0L))), 0), b.Call("SequenceLength", b.Call("SequenceErase", list))];
        }),
        Case("SplitToSequence, equal parts", (b, x) => [At(b, b.Call("SplitToSequence", [x[1], b.Constant(DenseTensor.Scalar(2L))], ("axis", 1)), 1)]),
        Case("SplitToSequence, sizes", (b, x) => [At(b, b.Call("SplitToSequence", [x[1], b.Integers(1, 2)], ("axis", -1)), 1)]),
        Case("SplitToSequence, slices", (b, x) => [At(b, b.Call("SplitToSequence", [x[1]], ("axis", 0), ("keepdims", 0)), 1)]),
        Case("ConcatFromSequence", (b, x) => [b.Call("ConcatFromSequence", [b.Call("SequenceConstruct", x[0], x[1])], ("axis", 1))]),
        Case("ConcatFromSequence, a new axis", (b, x) => [b.Call("ConcatFromSequence", [b.Call("SequenceConstruct", x[0], x[0])], ("axis", -1), ("new_axis", 1))]),
        Case("SequenceMap", (b, x) =>
        {
            var body = new Graph("body", b.Graph);
            var inner = new GraphBuilder(body, "body.");
            Value item = body.AddInput("item", ElementType.Float32, null), all = body.AddInput("all", ElementType.Float32, null);
            inner.Output(inner.Call("Mul", item, inner.Call("ReduceMax", [all], ("keepdims", 0))));
            Value mapped = b.Call("SequenceMap", [b.Call("SequenceConstruct", x[0], x[1]), x[0]], ("body", body));
            return [At(b, mapped, 0), At(b, mapped, 1)];
        }),
        Case("Optional", (b, x) =>
        {
            Value filled = b.Call("Optional", x[0]);
            return [b.Call("OptionalGetElement", filled), b.Call("OptionalHasElement", filled), b.Call("OptionalHasElement", x[0])];
        }),
    ];

    private static OpCase Case(string name, Func<GraphBuilder, Value[], Value[]> build) =>
        new(name, build, [InputDomain.Float(2, 2), InputDomain.Float(2, 3)], Gradient: GradientCheck.None) { DataDependentShape = true };

    private static Value At(GraphBuilder b, Value sequence, long position) => b.Call("SequenceAt", sequence, b.Constant(DenseTensor.Scalar(position)));
}
