using Frugal.Graphs;
using Frugal.Graphs.Operators;

namespace Frugal.Training;

/// <summary>The mean squared difference from the teacher's output: for regressions, where a compressed network shall reproduce the original.</summary>
public sealed record MeanSquaredErrorLoss : Loss
{
    /// <inheritdoc/>
    public override LossTarget Target => LossTarget.Teacher;

    /// <inheritdoc/>
    public override bool WantsLogits => false;

    /// <inheritdoc/>
    public override Value Append(GraphBuilder builder, Value output, Value? labels, Value? teacher) => builder.MeanSquaredError(output, teacher!);
}
