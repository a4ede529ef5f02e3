using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// (dy, x, classes[, weights]) → the gradient of <see cref="NegativeLogLikelihoodLoss"/> with respect to x: −weight · dy at the right class of
/// each row, times the factor of the reduction; x lends its shape. The attributes are those of the loss.
/// </summary>
internal sealed class NegativeLogLikelihoodLossGradient : Operator
{
    public override OperatorId Id => OperatorId.Frugal("NegativeLogLikelihoodLossGradient");

    /// <summary>Appends the gradient of a node that has classes and weights as its inputs 1 and 2.</summary>
    public static Value Append(GradientContext context, Value dy, Value logProbabilities) => context.Builder.Node(
        OperatorId.Frugal("NegativeLogLikelihoodLossGradient"), [dy, logProbabilities, context.Input(1), context.Node.Input(2)], 1, context.Attributes).Output;

    public override void Infer(InferContext context) => context.Set(0, context.Type(0), context.Shape(1));

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        Shape shape = inputs[1]!.Shape;
        var terms = new NegativeLogLikelihoodTerms(shape, inputs[2]!, inputs.Length > 3 ? inputs[3] : null, context.Attributes);
        double[] dy = inputs[0]!.ToDoubles();
        var dx = new double[shape.Count];
        bool each = context.Attributes.Text("reduction", "mean") == "none";
        for (int row = 0; row < terms.Rows.Rows; row++)
            if (terms.Weight(row) != 0) dx[terms.Place(row)] = -terms.Weight(row) * terms.Factor * dy[each ? row : 0];
        outputs.Set(0, inputs[0]!.Type, shape, dx);
    }

    // Linear in dy: the loss itself, with the gradient in the place of the log-probabilities.
    public override IReadOnlyList<Value?> Differentiate(GradientContext context)
    {
        Value?[] inputs = [context.OutputGradient(0), context.Input(2), context.Node.Input(3)];
        return [context.Builder.Node(OperatorId.Onnx("NegativeLogLikelihoodLoss"), inputs, 1, context.Attributes).Output, null, null, null];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, context.InputShape(2).Count);
}
