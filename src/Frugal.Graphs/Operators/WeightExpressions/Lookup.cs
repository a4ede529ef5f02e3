using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>ai.frugal.Lookup(codebook, indices)</c>: the codebook's entries, along its first axis, at the indices (uint8, uint16, int32, int64):
/// weight sharing. The gradient sums over each group (<see cref="LookupGradient"/>); with the attribute <c>fixed_zero</c> entry 0 stands for
/// pruned weights and gets none. In standard ONNX: <c>Gather(codebook, Cast(indices, int32))</c>.
/// </summary>
internal sealed class Lookup : Operator
{
    public override OperatorId Id => OperatorId.Frugal("Lookup");

    public override void Infer(InferContext context)
    {
        if (!context.Type(1).IsInteger()) throw context.Fail($"has indices of {context.Type(1).DisplayName()}; they are integers");
        context.Set(0, context.Type(0), context.Shape(0) is { Rank: >= 1 } codebook && context.Shape(1) is { } indices
            ? new SymbolicShape([.. indices, .. codebook.Skip(1)])
            : null);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor codebook = inputs[0]!, indices = inputs[1]!;
        double[] entries = codebook.ToDoubles();
        int length = (int)codebook.Shape.Product(1, codebook.Shape.Rank);
        long[] chosen = indices.ToLongs();
        var values = new double[chosen.Length * length];
        for (int i = 0; i < chosen.Length; i++)
        {
            if (chosen[i] < 0 || chosen[i] >= codebook.Shape[0])
                throw new InvalidModelException($"{context.Node.Describe()} has the index {chosen[i]} into a codebook of {codebook.Shape[0]} entries.");
            Array.Copy(entries, chosen[i] * length, values, (long)i * length, length);
        }
        outputs.Set(0, codebook.Type, new Shape([.. indices.Shape.ToArray(), .. codebook.Shape.ToArray()[1..]]), values);
    }

    public override void Tie(TieContext context)
    {
        int rank = context.InputShape(1).Rank;
        context.PassThrough(1, 0);
        for (int axis = 1; axis < context.InputShape(0).Rank; axis++) context.Same(context.Input(0, axis), context.Output(0, rank + axis - 1));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context) =>
    [
        context.Builder.Node(OperatorId.Frugal("LookupGradient"), [context.OutputGradient(0), context.Input(1), context.Input(0)], 1, context.Attributes).Output,
        null,
    ];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 0);

    public override Value[] Export(Node node, GraphBuilder builder)
    {
        Value indices = node.Inputs[1]!;
        if (indices.Type is not (ElementType.Int32 or ElementType.Int64))
            indices = builder.Call("Cast", [indices], ("to", (long)ElementType.Int32));
        return [builder.Call("Gather", node.Inputs[0], indices)];
    }
}
