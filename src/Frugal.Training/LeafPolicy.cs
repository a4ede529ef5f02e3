namespace Frugal.Training;

/// <summary>What training does with one initializer of a network.</summary>
public sealed record LeafPolicy
{
    /// <summary>Never changed and known when the plan is made.</summary>
    public static LeafPolicy Constant { get; } = new() { Role = LeafRole.Constant };

    /// <summary>Not changed by the optimizer, but possibly between steps: masks, indices, thresholds.</summary>
    public static LeafPolicy State { get; } = new() { Role = LeafRole.State };

    /// <summary>Changed by the optimizer.</summary>
    public static LeafPolicy Trained { get; } = new() { Role = LeafRole.Trained };

    /// <summary>Who changes the leaf.</summary>
    public LeafRole Role { get; init; } = LeafRole.Trained;

    /// <summary>A factor on the learning rate. Default 1.</summary>
    public double LearningRateScale { get; init; } = 1;

    /// <summary>Whether weight decay applies. Null: to leaves of two or more axes (biases and normalisation parameters are left alone).</summary>
    public bool? WeightDecay { get; init; }

    /// <summary>
    /// The name of a boolean leaf of the same shape: where it is false the weight becomes +0 after each update, so that momentum and decay cannot move
    /// it. Null: no projection.
    /// </summary>
    public string? ProjectionMask { get; init; }
}
