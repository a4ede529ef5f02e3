using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>Appends losses to a graph; each is a scalar.</summary>
public static class Losses
{
    /// <summary>
    /// Softmax cross-entropy, the mean over samples: −Σ q log softmax(z), with q from class numbers or target distributions.
    /// </summary>
    /// <param name="builder">Appends the nodes.</param>
    /// <param name="logits">[N, C, …], classes on axis 1.</param>
    /// <param name="labels">Class numbers [N, …] (int32, int64), or target distributions [N, C, …] of the logits' type.</param>
    /// <param name="weights">A factor for each sample [N], or null; the mean divides by the number of samples all the same.</param>
    /// <param name="labelSmoothing">e: the target becomes (1 − e) q + e / C.</param>
    public static Value SoftmaxCrossEntropy(this GraphBuilder builder, Value logits, Value labels, Value? weights = null, double labelSmoothing = 0) =>
        builder.Node(OperatorId.Frugal("SoftmaxCrossEntropy"), [logits, labels, .. weights is null ? Array.Empty<Value>() : [weights]], 2,
            NodeAttributes.Of(("label_smoothing", labelSmoothing))).Output;

    /// <summary>
    /// T² · KL(softmax(v / T) ‖ softmax(z / T)), the mean over samples (Hinton, Vinyals, Dean 2015, "Distilling the Knowledge in a Neural
    /// Network"). No gradient flows to the teacher.
    /// </summary>
    /// <param name="builder">Appends the nodes.</param>
    /// <param name="student">The student's logits z, [N, C].</param>
    /// <param name="teacher">The teacher's logits v, [N, C].</param>
    /// <param name="temperature">T; the factor T² keeps the gradient's size when T grows.</param>
    /// <param name="weights">A factor for each sample [N], or null.</param>
    public static Value Distillation(this GraphBuilder builder, Value student, Value teacher, double temperature, Value? weights = null)
    {
        Value targets = builder.Call("Softmax", [builder.Call("Div", teacher, builder.Scalar(temperature, teacher.Type))], ("axis", 1));
        Value divergence = builder.Node(OperatorId.Frugal("SoftmaxCrossEntropy"), [student, targets, .. weights is null ? Array.Empty<Value>() : [weights]], 2,
            NodeAttributes.Of(("temperature", temperature), ("divergence", 1))).Output;
        return builder.Call("Mul", divergence, builder.Scalar(temperature * temperature, student.Type));
    }

    /// <summary>The mean of (prediction − target)² over all elements.</summary>
    public static Value MeanSquaredError(this GraphBuilder builder, Value prediction, Value target)
    {
        Value difference = builder.Call("Sub", prediction, target);
        return builder.Call("ReduceMean", [builder.Call("Mul", difference, difference)], ("keepdims", 0));
    }
}
