namespace Frugal.Compression;

/// <summary>Settings of <see cref="DynamicSurgery"/>.</summary>
public sealed record DynamicSurgerySettings : MethodSettings
{
    /// <summary>The constant c of the threshold τ = mean|w| + c·deviation|w|, the same for all layers. Default 0.7.</summary>
    public double Threshold { get; set; } = 0.7;

    /// <summary>The share of the run after which masks no longer change. Default 0.6.</summary>
    public double StopAt { get; set; } = 0.6;

    /// <summary>γ of the probability (1 + γ·step)^−power that masks change at a step. Default 0.001.</summary>
    public double Gamma { get; set; } = 0.001;

    /// <summary>The power of that probability. Default 1.</summary>
    public double Power { get; set; } = 1;

    /// <summary>Layers with fewer weights than this stay dense. Default 500.</summary>
    public int SmallestLayer { get; set; } = 500;

    /// <summary>How long and how fast to train.</summary>
    public TrainingBudget Training { get; set; } = new();

    internal override double TrainedEpochs => Training.Epochs ?? 0;

    /// <inheritdoc/>
    public override CompressionMethod ToMethod() => DynamicSurgery.Instance;
}
