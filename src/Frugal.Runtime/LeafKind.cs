namespace Frugal.Runtime;

/// <summary>What a plan may assume of an initializer.</summary>
public enum LeafKind
{
    /// <summary>It never changes: it may be folded into others and packed once.</summary>
    Constant,
    /// <summary>It lives in a buffer of the plan and may change between runs: training's weights, masks, indices.</summary>
    State,
}
