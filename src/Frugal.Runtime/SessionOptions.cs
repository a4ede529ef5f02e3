using Frugal.Kernels;
using Frugal.Tensors;

namespace Frugal.Runtime;

/// <summary>How a session runs a network.</summary>
public sealed record SessionOptions
{
    /// <summary>The threads to work with. Default: the shared pool.</summary>
    public WorkerPool? Pool { get; init; }

    /// <summary>Whether tuned kernels are used; without them every operator runs its reference code.</summary>
    public bool UseKernels { get; init; } = true;

    /// <summary>Whether simplifications are made first that change answers by rounding at most: folding constants and batch normalisation, removing identities. Default: yes.</summary>
    public bool Simplify { get; init; } = true;

    /// <summary>
    /// Whether convolutions may go by Winograd's algorithm, whose error is a few times that of exact sums (<see cref="Accuracy.Fast"/>, the default), or not (<see cref="Accuracy.Exact"/>).
    /// </summary>
    public Accuracy Accuracy { get; init; } = Accuracy.Fast;

    /// <summary>The instruction set that kernels use.</summary>
    public InstructionSet InstructionSet { get; init; } = InstructionSets.Current;

    /// <summary>How many compiled plans are kept, one for each set of shapes seen (and each stage, where shapes depend on the data); the one unused for longest goes first.</summary>
    public int MaximumPlans { get; init; } = 64;

    internal PlanOptions ForPlans(IReadOnlyList<Shape>? inputShapes) => new() { InputShapes = inputShapes, UseKernels = UseKernels, InstructionSet = InstructionSet, Accuracy = Accuracy };
}
