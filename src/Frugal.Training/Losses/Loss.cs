using Frugal.Graphs;

namespace Frugal.Training;

/// <summary>What training makes small. A loss appends itself to the network as nodes.</summary>
public abstract record Loss
{
    /// <summary>What the loss compares the network's output with.</summary>
    public abstract LossTarget Target { get; }

    /// <summary>Whether the loss starts from logits: a softmax at the network's end is then skipped.</summary>
    public virtual bool WantsLogits => true;

    /// <summary>Appends the loss: the mean over the samples of a batch, a scalar.</summary>
    /// <param name="builder">Appends to the training network.</param>
    /// <param name="output">The network's output, samples first.</param>
    /// <param name="labels">The classes, int32 of one axis, where <see cref="Target"/> asks for them.</param>
    /// <param name="teacher">The teacher's output for the same batch where <see cref="Target"/> asks for it.</param>
    public abstract Value Append(GraphBuilder builder, Value output, Value? labels, Value? teacher);
}
