namespace Frugal.Graphs;

/// <summary>What batch normalisation does while a network trains.</summary>
public enum BatchNormalizationMode
{
    /// <summary>The running statistics of the network as it stands are used and do not change; scale and bias can be trained.</summary>
    Frozen,

    /// <summary>Each batch's own statistics are used, and blended into the running ones, which become state variables.</summary>
    Batch,
}
