using Frugal.Graphs;
using Frugal.Tensors;

namespace Frugal.Tests.Operators;

/// <summary>Cases of control flow.</summary>
internal static class ControlCases
{
    public static IReadOnlyList<OpCase> All { get; } =
    [
        new("If, either branch", (b, x) => [If(b, x[0]), If(b, b.Call("Not", x[0]))], [InputDomain.Bool()], Gradient: GradientCheck.None) { DataDependentShape = true },
        new("Loop, counted, a shape that grows", (b, x) => Loop(b, x[0], x[1]), [InputDomain.Integers(3, 5), InputDomain.Float(1, 2)], Gradient: GradientCheck.None) { DataDependentShape = true },
        new("Loop, until a condition fails", (b, x) => Doubling(b, x[0]), [InputDomain.Float().Positive()], Gradient: GradientCheck.None) { DataDependentShape = true },
        new("Scan, running sums", (b, x) => Scan(b, [x[0], x[1]], ("num_scan_inputs", 1)), [InputDomain.Float(3), InputDomain.Float(4, 3)], Gradient: GradientCheck.None) { DataDependentShape = true },
        new("Scan, another axis, backwards", (b, x) => Scan(b, [x[0], x[1]], ("num_scan_inputs", 1), ("scan_input_axes", (long[])[1]), ("scan_input_directions", (long[])[1]), ("scan_output_axes", (long[])[-1]), ("scan_output_directions", (long[])[1])),
            [InputDomain.Float(3), InputDomain.Float(3, 4)], Gradient: GradientCheck.None) { DataDependentShape = true },
    ];

    // Branches of different shapes.
    private static Value If(GraphBuilder b, Value condition)
    {
        Graph Branch(string name, params float[] values)
        {
            var branch = new Graph(name, b.Graph);
            var inner = new GraphBuilder(branch);
            inner.Output(inner.Call("Neg", inner.Constant(DenseTensor.Vector(values), name + ".constant")));
            return branch;
        }
        return b.Call("If", [condition], ("then_branch", Branch("then", 1, 2, 3)), ("else_branch", Branch("else", 4)));
    }

    // Carries a matrix to which a row of the iteration's number is added, and stacks its sums.
    private static Value[] Loop(GraphBuilder b, Value count, Value start)
    {
        var body = new Graph("body", b.Graph);
        var inner = new GraphBuilder(body, "body.");
        Value iteration = inner.Input("i", ElementType.Int64), condition = inner.Input("go", ElementType.Bool), carried = body.AddInput("carried", ElementType.Float32, null);
        Value row = inner.Call("Expand", inner.Call("Cast", [iteration], ("to", (long)ElementType.Float32)), inner.Integers(1, 2));
        inner.Output(inner.Call("Identity", condition), inner.Call("Concat", [carried, row], ("axis", 0)), inner.Call("ReduceSum", [carried], ("keepdims", 0)));
        return [.. b.Node(OperatorId.Onnx("Loop"), [count, null, start], 2, NodeAttributes.Of(("body", body))).Outputs!];
    }

    private static Value[] Doubling(GraphBuilder b, Value start)
    {
        var body = new Graph("body", b.Graph);
        var inner = new GraphBuilder(body, "body.");
        inner.Input("i", ElementType.Int64);
        inner.Input("go", ElementType.Bool);
        Value x = inner.Input("x", ElementType.Float32), twice = inner.Call("Add", x, x);
        inner.Output(inner.Call("Less", twice, inner.Scalar(100)), twice);
        return [.. b.Node(OperatorId.Onnx("Loop"), [null, null, start], 1, NodeAttributes.Of(("body", body))).Outputs!];
    }

    private static Value[] Scan(GraphBuilder b, Value[] inputs, params (string Name, object Value)[] attributes)
    {
        var body = new Graph("body", b.Graph);
        var inner = new GraphBuilder(body, "body.");
        Value sum = inner.Input("sum", ElementType.Float32, 3), x = inner.Input("x", ElementType.Float32, 3);
        Value next = inner.Call("Add", sum, x);
        inner.Output(next, inner.Call("Mul", next, x));
        return [.. b.Node(OperatorId.Onnx("Scan"), inputs, 2, NodeAttributes.Of([("body", body), .. attributes])).Outputs!];
    }
}
