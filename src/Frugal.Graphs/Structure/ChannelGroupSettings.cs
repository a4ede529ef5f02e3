namespace Frugal.Graphs;

/// <summary>How <see cref="ChannelGroups.Find"/> decides where the operators leave a choice.</summary>
public sealed record ChannelGroupSettings
{
    /// <summary>What goes together in a grouped (not depthwise) convolution.</summary>
    public GroupPolicy Convolutions { get; init; } = GroupPolicy.SameShare;

    /// <summary>What goes together where a reshape splits an axis in two or more, into heads of a width say.</summary>
    public GroupPolicy Splits { get; init; } = GroupPolicy.WholeGroups;

    /// <summary>
    /// Whether axes that a statistic is taken over (layer normalisation, softmax, a mean) may be cut. The network then computes something
    /// else and must be trained afterwards; otherwise such axes are fixed.
    /// </summary>
    public bool CutNormalised { get; init; }
}
