using Frugal.Graphs;
using Frugal.Graphs.Operators;

namespace Frugal.Training;

/// <summary>Softmax cross-entropy with the labels.</summary>
public sealed record CrossEntropyLoss : Loss
{
    /// <summary>The share e of the target spread evenly over all classes (Szegedy et al. 2016). Default 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <inheritdoc/>
    public override LossTarget Target => LossTarget.Labels;

    /// <inheritdoc/>
    public override Value Append(GraphBuilder builder, Value output, Value? labels, Value? teacher) =>
        builder.SoftmaxCrossEntropy(output, labels!, labelSmoothing: LabelSmoothing);
}
