namespace Frugal.Compression;

/// <summary>How long and how fast a step trains. Null values are chosen by the cost of the network and the size of the data.</summary>
public sealed record TrainingBudget
{
    /// <summary>Passes over the training data.</summary>
    public double? Epochs { get; set; }

    /// <summary>The highest learning rate.</summary>
    public double? LearningRate { get; set; }

    /// <summary>Samples a step.</summary>
    public int? BatchSize { get; set; }

    /// <summary>The largest random shift of training images in pixels; 0: none.</summary>
    public int? Shift { get; set; }

    /// <summary>Whether training images are mirrored at random.</summary>
    public bool? Flip { get; set; }

    /// <summary>L2 weight decay.</summary>
    public double? WeightDecay { get; set; }
}
