using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// ONNX's softmax cross-entropy: the <see cref="NegativeLogLikelihoodLoss"/> of <see cref="LogSoftmax"/> over axis 1; the optional second
/// output gives the log-probabilities. (Frugal trains with <see cref="SoftmaxCrossEntropy"/>, which weighs samples instead of classes.)
/// </summary>
internal sealed class SoftmaxCrossEntropyLoss : Operator
{
    public override OperatorId Id => OperatorId.Onnx("SoftmaxCrossEntropyLoss");

    public override int SinceVersion => 12;

    public override void Infer(InferContext context)
    {
        context.Set(0, context.Type(0), NegativeLogLikelihoodTerms.Infer(context));
        context.Set(1, context.Type(0), context.Shape(0));
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor x = inputs[0]!;
        var terms = new NegativeLogLikelihoodTerms(x.Shape, inputs[1]!, inputs.Length > 2 ? inputs[2] : null, context.Attributes);
        double[] logProbabilities = x.ToDoubles();
        for (int row = 0; row < terms.Rows.Rows; row++) LogSoftmax.Row(logProbabilities, terms.Rows, row);
        outputs.Set(0, terms.Loss(x.Type, inputs[1]!.Shape, logProbabilities, context.Attributes.Text("reduction", "mean")));
        outputs.Set(1, x.Type, x.Shape, logProbabilities);
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Needs(2)) return null;
        GraphBuilder builder = context.Builder;
        Value logProbabilities = context.Node.Outputs.ElementAtOrDefault(1) ?? builder.Call("LogSoftmax", [context.Input(0)], ("axis", 1));
        Value? fromLoss = context.OutputGradient(0) is { } dy ? NegativeLogLikelihoodLossGradient.Append(context, dy, logProbabilities) : null;
        Value gradient = GradientNode.Sum(context, fromLoss, context.OutputGradient(1))!;
        return [builder.CallFrugal("LogSoftmaxGradient", [gradient, logProbabilities], ("axis", 1)), null, null];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 5 * context.InputShape(0).Count);
}
