using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (log-probabilities [N,C,…], classes [N,…][, weight of each class]) → −weight · log-probability of the right class, reduced over all rows
/// (<c>reduction</c>: mean, sum, none). The mean divides by the sum of the weights; targets equal to <c>ignore_index</c> count for nothing.
/// </summary>
internal sealed class NegativeLogLikelihoodLoss : Operator
{
    public override OperatorId Id => OperatorId.Onnx("NegativeLogLikelihoodLoss");

    public override int SinceVersion => 12;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), NegativeLogLikelihoodTerms.Infer(context));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        var terms = new NegativeLogLikelihoodTerms(x.Shape, inputs[1]!, inputs.Length > 2 ? inputs[2] : null, context.Attributes);
        outputs.Set(0, terms.Loss(x.Type, inputs[1]!.Shape, x.ToDoubles(), context.Attributes.Text("reduction", "mean")));
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context) => context.Needs(2) ? null
        : [NegativeLogLikelihoodLossGradient.Append(context, context.OutputGradient(0)!, context.Input(0)), null, null];

    public override OperatorCost Cost(CostContext context) => context.Of(0, 2 * context.InputShape(1).Count);
}
