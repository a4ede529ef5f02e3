using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (dW, indices, codebook) → for each entry of the codebook the sum of dW over the places that hold it (Han, Mao, Dally 2016, "Deep
/// Compression"); the codebook's values play no part. With the attribute <c>fixed_zero</c> entry 0 gets 0.
/// </summary>
internal sealed class LookupGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("LookupGradient");

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(2));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor gradient = inputs[0]!;
        Shape codebook = inputs[2]!.Shape;
        long[] indices = inputs[1]!.ToLongs();
        double[] values = gradient.ToDoubles();
        int length = (int)codebook.Product(1, codebook.Rank);
        bool fixedZero = context.Attributes.Flag("fixed_zero", false);
        var sums = new double[codebook.Count];
        for (int i = 0; i < indices.Length; i++)
        {
            if (fixedZero && indices[i] == 0) continue;
            for (int k = 0; k < length; k++) sums[indices[i] * length + k] += values[i * length + k];
        }
        outputs.Set(0, gradient.Type, codebook, sums);
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) => context.Attributes.Flag("fixed_zero", false)
        ? null
        : [context.Builder.CallFrugal("Lookup", [context.OutputGradient(0), context.Input(1)]), null, null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(0).Count);
}
