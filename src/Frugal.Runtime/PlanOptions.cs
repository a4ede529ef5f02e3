using Frugal.Graphs;
using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>How a network is compiled to a plan.</summary>
public sealed record PlanOptions
{
    /// <summary>The shape of each input, in order; null where the network's own shapes are all numbers.</summary>
    public IReadOnlyList<Shape>? InputShapes { get; init; }

    /// <summary>What may be assumed of each initializer. Default: all are constant.</summary>
    public Func<Value, LeafKind> Leaves { get; init; } = static _ => LeafKind.Constant;

    /// <summary>Whether tuned kernels are used; without them every operator runs its reference code.</summary>
    public bool UseKernels { get; init; } = true;

    /// <summary>The most bytes that a run may take for activations and workspaces.</summary>
    public long MaximumMemoryBytes { get; init; } = long.MaxValue;

    /// <summary>How far answers may be from exact sums. Default: <see cref="Accuracy.Exact"/>; training and folding always are.</summary>
    public Accuracy Accuracy { get; init; } = Accuracy.Exact;

    /// <summary>The instruction set that kernels use.</summary>
    public InstructionSet InstructionSet { get; init; } = InstructionSets.Current;
}
