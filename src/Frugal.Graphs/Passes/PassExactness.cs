namespace Frugal.Graphs.Passes;

/// <summary>How far the answers of a network may move by a pass.</summary>
public enum PassExactness
{
    /// <summary>Not at all: the same operations on the same numbers, or fewer of them (the sign of a zero aside).</summary>
    Exact,
    /// <summary>By rounding: the same function in exact arithmetic, computed in another order.</summary>
    Rounding,
    /// <summary>By an amount that the pass bounds.</summary>
    Bounded,
}
