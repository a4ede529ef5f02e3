using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (dloss, p, labels[, weights]) → dz = dloss · w · (p Σq − q) / T, under reduction <c>mean</c> over the number of rows: the gradient of
/// <see cref="SoftmaxCrossEntropy"/>, with that node's attributes. With the attribute <c>without_targets</c> q is left out of the
/// difference: the part that is linear in p, which gradients of gradients need.
/// </summary>
internal sealed class SoftmaxCrossEntropyGradient : Operator
{
    /// <summary>Domain and name.</summary>
    public static OperatorId GradientId { get; } = OperatorId.Frugal("SoftmaxCrossEntropyGradient");

    public override OperatorId Id => GradientId;

    public override void Infer(InferContext context) => context.Set(0, context.Type(1), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor p = inputs[1]!;
        double[] loss = inputs[0]!.ToDoubles(), values = p.ToDoubles();
        var terms = new CrossEntropyTerms(p.Shape, inputs[2]!, inputs.Length > 3 ? inputs[3] : null, context.Node);
        bool withTargets = !context.Attributes.Flag("without_targets", false);
        for (int row = 0; row < terms.Rows.Rows; row++)
        {
            double factor = loss[loss.Length == 1 ? 0 : row] * terms.Weight(row) * terms.Scale / terms.Temperature, sum = terms.TargetSum(row);
            for (int k = 0; k < terms.Rows.Length; k++)
            {
                ref double value = ref values[terms.Rows.Index(row, k)];
                value = factor * (value * sum - (withTargets ? terms.Target(row, k) : 0));
            }
        }
        outputs.Set(0, p.Type, p.Shape, values);
    }

    // The result is linear in dloss and, but for the targets, in p.
    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Needs(2) || context.Needs(3)) return null;
        return [context.Needs(0) ? ToLoss(context) : null, context.Needs(1) ? ToProbabilities(context) : null, null, null];
    }

    public override OperatorCost Cost(CostContext context) => context.Elementwise(3);

    private static Value ToProbabilities(GradientContext context) => context.Builder.Node(GradientId,
        [context.Input(0), context.OutputGradient(0), context.Input(2), context.Node.Input(3)], 1, context.Attributes.With("without_targets", 1)).Output;

    private static Value ToLoss(GradientContext context)
    {
        GraphBuilder builder = context.Builder;
        Value loss = context.Input(0);
        Value ones = builder.CallFrugal("ExpandLike", [builder.Scalar(1, loss.Type), loss]);
        Value unit = builder.Node(GradientId, [ones, context.Input(1), context.Input(2), context.Node.Input(3)], 1, context.Attributes).Output;
        Value product = builder.Call("Mul", context.OutputGradient(0), unit);
        return context.Attributes.Text("reduction", "mean") == "none"
            ? builder.Call("ReduceSum", [product, builder.Integers(1)], ("keepdims", 0))
            : builder.Call("ReduceSum", [product], ("keepdims", 0));
    }
}
