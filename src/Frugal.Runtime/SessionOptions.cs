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

    /// <summary>
    /// Initializers that a caller may feed: each becomes an input behind the network's own, in this order, and is then fed with every run. Files before IR
    /// version 4 list all initializers as inputs too; they are constants all the same unless named here.
    /// </summary>
    public IReadOnlyList<string> Overridable { get; init; } = [];

    /// <summary>The most bytes that a run may take for activations and workspaces; more is an error before anything is allocated. Default: the memory of the machine.</summary>
    public long MaximumMemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    internal PlanOptions ForPlans(IReadOnlyList<Shape>? inputShapes) => new() { InputShapes = inputShapes, UseKernels = UseKernels, InstructionSet = InstructionSet, MaximumMemoryBytes = MaximumMemoryBytes, Accuracy = Accuracy };
}
