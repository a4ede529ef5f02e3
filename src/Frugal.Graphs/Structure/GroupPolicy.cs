namespace Frugal.Graphs;

/// <summary>What goes together where an axis consists of equal parts: groups of a convolution, heads of an attention.</summary>
public enum GroupPolicy
{
    /// <summary>A part is kept or removed as a whole; their number changes, their size does not.</summary>
    WholeGroups,

    /// <summary>The same positions are removed from every part; their size changes, their number does not.</summary>
    SameShare,
}
