namespace Frugal.Reports;

/// <summary>What became of a network that was tried.</summary>
internal enum TrailRole
{
    /// <summary>The network to be compressed.</summary>
    Original,

    /// <summary>The original after the same extra training.</summary>
    Control,

    /// <summary>On the way to the result.</summary>
    Accepted,

    /// <summary>Not good enough, or part of a step that was rolled back.</summary>
    Rejected,

    /// <summary>What the run handed back.</summary>
    Chosen,
}
