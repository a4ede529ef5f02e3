using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>com.microsoft.EmbedLayerNormalization</c>: layer normalisation of word + position [+ segment] embeddings. Inputs: word ids [N,S], segment ids
/// [N,S], the three tables, γ, β, mask [N,S], position ids [N,S]; outputs: the result [N,S,D], the sum of each sample's mask [N], the sum of embeddings.
/// </summary>
internal sealed class EmbedLayerNormalization : ComposedOperator
{
    public override OperatorId Id => OperatorId.Microsoft("EmbedLayerNormalization");

    public override void Infer(InferContext context)
    {
        ElementType type = context.Type(2);
        SymbolicShape? ids = context.Shape(0), table = context.Shape(2);
        SymbolicShape? result = ids is { Rank: 2 } && table is { Rank: 2 } ? new SymbolicShape(ids[0], ids[1], table[1]) : null;
        context.Set(0, type, result);
        context.Set(1, ElementType.Int32, ids is { Rank: 2 } ? new SymbolicShape(ids[0]) : null);
        context.Set(2, type, result);
    }

    protected override Value?[] Compose(Composition c)
    {
        Value words = c.Call("Gather", c[2], c[0]);
        Value positions = c.Has(8) ? c.Call("Gather", c[3], c[8]) : c.Slice(c[3], 0, c.Extent(c[0], 1), 0);
        Value sum = c.Add(words, positions);
        if (c.Has(1) && c.Has(4)) sum = c.Add(sum, c.Call("Gather", c[4], c[1]));
        Value result = NormalizationParts.Layer(c, sum, c[5], c[6], c.Attributes.Float("epsilon", 1e-12f), 1)[0]!;
        return [result, c.Wants(1) ? MaskSum(c) : null, sum];
    }

    private static Value MaskSum(Composition c) => c.Has(7)
        ? c.Call("ReduceSum", [c.Cast(c[7], ElementType.Int32), c.Builder.Integers(1)], ("keepdims", 0))
        : c.Builder.Constant(DenseTensor.Zeros(ElementType.Int32, new Shape((int)c.Extent(c[0], 0))), "mask_index");
}
