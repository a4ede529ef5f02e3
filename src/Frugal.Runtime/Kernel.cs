using Frugal.Graphs;

namespace Frugal.Runtime;

/// <summary>A way to compute an operator. Kernels stand in <see cref="KernelTable"/>, the preferred one first.</summary>
public abstract class Kernel
{
    /// <summary>The operators it computes.</summary>
    public abstract IReadOnlyList<OperatorId> Operators { get; }

    /// <summary>A step for the query, or null where the kernel does not fit it (types, shapes, attributes).</summary>
    public abstract Step? Bind(KernelQuery query);

    /// <summary>Whether a node that reads this kernel's result may be computed in the same pass, given what is fused already.</summary>
    public virtual bool CanFuse(Node node, Node follower, int flowInput, IReadOnlyList<Node> alreadyFused) => false;
}
