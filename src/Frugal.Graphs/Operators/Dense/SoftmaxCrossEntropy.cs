using Frugal.Tensors;

namespace Frugal.Graphs.Operators;

/// <summary>
/// <c>ai.frugal.SoftmaxCrossEntropy</c>: (logits z, labels[, weights]) → (loss, probabilities p). z is [N, C, …], classes on axis 1;
/// p = softmax(z / T). Labels are class numbers, int32 or int64, [N, …]; or target distributions q, floating-point, [N, C, …].
/// With class numbers q is 1 at the label. Each row's loss is w · (−Σ q log p) with w its sample's weight ([N], default 1).
/// Attributes: <c>reduction</c> <c>mean</c> (default; over all rows, whatever the weights, so that importance weights keep the estimate
/// unbiased), <c>sum</c>, <c>none</c>; <c>label_smoothing</c> e: q becomes (1 − e) q + e / C; <c>temperature</c> T;
/// <c>divergence</c> 1: the loss is KL(q‖p), that is, Σ q log q is added (Hinton, Vinyals, Dean 2015, "Distilling the Knowledge in a Neural
/// Network", whose factor T² is left to the caller). No gradient flows to labels and weights.
/// </summary>
internal sealed class SoftmaxCrossEntropy : Operator
{
    public override OperatorId Id => OperatorId.Frugal("SoftmaxCrossEntropy");

    public override void Infer(InferContext context)
    {
        SymbolicShape? logits = context.Shape(0), rows = null;
        if (logits is not null)
        {
            if (logits.Rank < 2) throw context.Fail($"has logits of the shape {logits}; it takes samples and classes at least");
            rows = new SymbolicShape([logits[0], .. logits.Skip(2)]);
        }
        string reduction = context.Attributes.Text("reduction", "mean");
        if (reduction is not ("mean" or "sum" or "none")) throw context.Fail($"has the reduction '{reduction}'; it can be mean, sum or none");
        context.Set(0, context.Type(0), reduction == "none" ? rows : SymbolicShape.Scalar);
        context.Set(1, context.Type(0), logits);
    }

    public override void Reference(ReadOnlySpan<DenseTensor?> inputs, OutputSink outputs, NodeContext context)
    {
        DenseTensor logits = inputs[0]!;
        var terms = new CrossEntropyTerms(logits.Shape, inputs[1]!, inputs.Length > 2 ? inputs[2] : null, context.Node);
        bool divergence = context.Attributes.Flag("divergence", false);
        double[] probabilities = Array.ConvertAll(logits.ToDoubles(), z => z / terms.Temperature);
        var losses = new double[terms.Rows.Rows];
        for (int row = 0; row < losses.Length; row++)
            losses[row] = terms.Weight(row) * Normalise(probabilities, terms, row, divergence);
        outputs.Set(1, logits.Type, logits.Shape, probabilities);
        if (context.Attributes.Text("reduction", "mean") == "none")
            outputs.Set(0, logits.Type, new Shape([logits.Shape[0], .. logits.Shape.ToArray()[2..]]), losses);
        else outputs.Set(0, logits.Type, Shape.Scalar, [losses.Sum() * terms.Scale]);
    }

    public override IReadOnlyList<Value?>? Differentiate(GradientContext context)
    {
        if (context.Needs(1) || context.Needs(2)) return null;
        GraphBuilder builder = context.Builder;
        if (context.Node.Outputs.Count < 2 || context.Node.Outputs[1] is not { } probabilities)
            throw new UnsupportedOperatorException($"{context.Node.Describe()} has no output for the probabilities, which its gradient reads.");
        Value? gradient = null;
        if (context.OutputGradient(0) is { } loss)
            gradient = builder.Node(SoftmaxCrossEntropyGradient.GradientId, [loss, probabilities, context.Input(1), context.Node.Input(2)], 1, context.Attributes).Output;
        if (context.OutputGradient(1) is { } direct)
        {
            Value through = builder.CallFrugal("SoftmaxGradient", [direct, probabilities], ("axis", 1));
            if (context.Attributes.Float("temperature", 1) is not 1 and var temperature)
                through = builder.Call("Div", through, builder.Scalar(temperature, through.Type));
            gradient = gradient is null ? through : builder.Call("Add", gradient, through);
        }
        return [gradient, null, null];
    }

    public override OperatorCost Cost(CostContext context) => context.Of(0, 7 * context.InputShape(0).Count);

    // Makes probabilities of a row and returns its loss; log p = z − max − log Σ e^(z − max) is never the logarithm of an underflow.
    private static double Normalise(double[] values, CrossEntropyTerms terms, int row, bool divergence)
    {
        AlongAxis rows = terms.Rows;
        double maximum = double.NegativeInfinity, sum = 0, loss = 0;
        for (int k = 0; k < rows.Length; k++) maximum = Math.Max(maximum, values[rows.Index(row, k)]);
        for (int k = 0; k < rows.Length; k++) sum += Math.Exp(values[rows.Index(row, k)] - maximum);
        for (int k = 0; k < rows.Length; k++)
        {
            ref double value = ref values[rows.Index(row, k)];
            double logarithm = value - maximum - Math.Log(sum), target = terms.Target(row, k);
            if (target != 0) loss += target * ((divergence ? Math.Log(target) : 0) - logarithm);
            value = Math.Exp(logarithm);
        }
        return loss;
    }
}
