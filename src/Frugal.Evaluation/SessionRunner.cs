using Frugal.Runtime;
using Frugal.Tensors;

namespace Frugal.Evaluation;

/// <summary>Computes outputs with a <see cref="Session"/>.</summary>
/// <param name="session">The session; it must have one input.</param>
/// <param name="output">Which of its outputs is judged.</param>
public sealed class SessionRunner(Session session, int output = 0) : NetworkRunner
{
    /// <inheritdoc/>
    public override string Name => "frugal";

    /// <inheritdoc/>
    public override int? FixedBatch => session.Inputs[0].Shape is { Rank: > 0 } shape && shape[0].IsNumber ? checked((int)shape[0].Number) : null;

    /// <inheritdoc/>
    public override DenseTensor Run(DenseTensor input) => session.Run(input)[output];
}
