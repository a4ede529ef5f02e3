using Frugal.Tensors;

namespace Frugal.Evaluation;

/// <summary>Something that computes a network's judged output for a batch: a session of this library, or of another runtime.</summary>
public abstract class NetworkRunner
{
    /// <summary>Which runtime it is, for reports.</summary>
    public abstract string Name { get; }

    /// <summary>The only number of samples that <see cref="Run"/> accepts; null where any is right.</summary>
    public virtual int? FixedBatch => null;

    /// <summary>The first output, or the one that was chosen, for a batch of inputs; samples first.</summary>
    public abstract DenseTensor Run(DenseTensor input);
}
