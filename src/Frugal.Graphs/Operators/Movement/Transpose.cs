using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>Puts the axes into another order: axis i of the output is axis <c>perm[i]</c> of the input; reversed by default.</summary>
internal sealed class Transpose : MovementOperator
{
    public override OperatorId Id => OperatorId.Onnx("Transpose");

    public override void Infer(InferContext context)
    {
        if (context.Shape(0) is not { } shape)
        {
            context.Set(0, context.Type(0), context.Attributes.Ints("perm") is { } perm ? new SymbolicShape(new Dimension[perm.Length]) : null);
            return;
        }
        int[] order = Permutation(context.Attributes, shape.Rank);
        context.Set(0, context.Type(0), new SymbolicShape(Array.ConvertAll(order, a => shape[a])), KnownElements(context));
    }

    internal override Movement Plan(Shape source, ReadOnlySpan<DenseTensor?> inputs, NodeAttributes attributes)
    {
        int[] order = Permutation(attributes, source.Rank);
        return Movement.Permuted(source, order, new Shape(Array.ConvertAll(order, a => source[a])));
    }

    public override void Tie(TieContext context)
    {
        int[] order = Permutation(context.Attributes, context.InputShape(0).Rank);
        for (int i = 0; i < order.Length; i++) context.Same(context.Input(0, order[i]), context.Output(0, i));
    }

    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value gradient = context.OutputGradient(0)!;
        if (context.Attributes.Ints("perm") is not { } order) return [context.Builder.Call("Transpose", gradient)];
        var inverse = new long[order.Length];
        for (int i = 0; i < order.Length; i++) inverse[order[i]] = i;
        return [context.Builder.Call("Transpose", [gradient], ("perm", inverse))];
    }

    internal static int[] Permutation(NodeAttributes attributes, int rank)
    {
        if (attributes.Ints("perm") is not { } order) return [.. Enumerable.Range(0, rank).Reverse()];
        int[] permutation = MovementAxes.Of(order, rank);
        if (order.Length != rank || permutation.Distinct().Count() != rank)
            throw new InvalidOperationException($"[{string.Join(',', order)}] is no order of {rank} axes");
        return permutation;
    }
}
