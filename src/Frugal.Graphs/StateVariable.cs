using Frugal.Tensors;

namespace Frugal.Graphs;

/// <summary>
/// A value that lives from one run to the next: <see cref="Current"/> is what a run reads, <see cref="Next"/> what it leaves.
/// Every reader of the current value runs before the update.
/// </summary>
public sealed class StateVariable
{
    internal StateVariable(Value current, DenseTensor initial)
    {
        Current = current;
        Initial = initial;
    }

    /// <summary>The value that nodes read.</summary>
    public Value Current { get; }

    /// <summary>The value that becomes the current one after a run, or null while it does not change.</summary>
    public Value? Next { get; set; }

    /// <summary>The value before the first run.</summary>
    public DenseTensor Initial { get; }
}
