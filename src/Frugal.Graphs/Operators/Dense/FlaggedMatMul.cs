using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>ai.frugal.MatMul</c>: the product A′B′ of matrices in the last two axes, those before broadcast, with A′ = A or its transpose
/// (attribute <c>transA</c>), B′ likewise. With <c>sumBatch</c> both operands have the same axes before the last two, and the products are
/// summed over them: the gradient of a weight that a batch shares.
/// In standard ONNX, without <c>sumBatch</c>: <c>MatMul</c> of what <c>Transpose</c> gives.
/// </summary>
internal sealed class FlaggedMatMul : Operator
{
    public override OperatorId Id => OperatorId.Frugal("MatMul");

    /// <summary>Appends a node.</summary>
    public static Value Call(GraphBuilder builder, Value a, Value b, bool transA, bool transB, bool sumBatch) =>
        builder.CallFrugal("MatMul", [a, b], ("transA", transA), ("transB", transB), ("sumBatch", sumBatch));

    public override void Infer(InferContext context)
    {
        SymbolicShape? result = null;
        if (context.Shape(0) is { } a && context.Shape(1) is { } b)
        {
            if (a.Rank < 2 || b.Rank < 2) throw context.Fail($"multiplies {a} by {b}; both must be matrices or batches of matrices");
            var (transA, transB, sumBatch) = Flags(context.Attributes);
            SymbolicShape full = MatrixProducts.Infer(context, a, b, transA, transB);
            result = sumBatch ? new SymbolicShape(full[-2], full[-1]) : full;
        }
        context.Set(0, context.Type(0), result);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor a = inputs[0]!, b = inputs[1]!;
        var (transA, transB, sumBatch) = Flags(context.Attributes);
        double[] values = MatrixProducts.Multiply(a, b, transA, transB, out Shape shape);
        if (sumBatch)
        {
            if (!a.Shape.ToArray()[..^2].SequenceEqual(b.Shape.ToArray()[..^2]))
                throw new InvalidModelException($"{context.Node.Describe()} sums over the batches of {a} and {b}, which differ.");
            shape = new Shape(shape[shape.Rank - 2], shape[shape.Rank - 1]);
            var sum = new double[shape.Count];
            for (int i = 0; i < values.Length; i++) sum[i % sum.Length] += values[i];
            values = sum;
        }
        outputs.Set(0, a.Type, shape, values);
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        var (transA, transB, _) = Flags(context.Attributes);
        Value a = context.Input(0), b = context.Input(1);
        return a.Shape is null || b.Shape is null ? null
            : MatrixProducts.Differentiate(context, a, b, context.OutputGradient(0)!, transA, transB);
    }

    public override OperatorCost Cost(CostContext context)
    {
        var (transA, _, sumBatch) = Flags(context.Node.Attributes);
        Shape a = context.InputShape(0);
        long inner = a[a.Rank - (transA ? 2 : 1)] * (sumBatch ? a.Product(0, a.Rank - 2) : 1);
        return context.Of(context.OutputShape(0).Count * inner, 0);
    }

    public override Value[]? Export(Node node, GraphBuilder builder)
    {
        var (transA, transB, sumBatch) = Flags(node.Attributes);
        return sumBatch ? null : [builder.Call("MatMul", Transposed(builder, node.Inputs[0]!, transA), Transposed(builder, node.Inputs[1]!, transB))];
    }

    private static Value Transposed(GraphBuilder builder, Value matrices, bool transposed)
    {
        if (!transposed) return matrices;
        int rank = matrices.Shape?.Rank ?? throw new UnsupportedOperatorException($"The rank of '{matrices.Name}' is unknown, so that it cannot be transposed.");
        long[] axes = [.. Enumerable.Range(0, rank - 2).Select(i => (long)i), rank - 1, rank - 2];
        return builder.Call("Transpose", [matrices], ("perm", axes));
    }

    private static (bool TransA, bool TransB, bool SumBatch) Flags(NodeAttributes attributes) =>
        (attributes.Flag("transA", false), attributes.Flag("transB", false), attributes.Flag("sumBatch", false));
}
