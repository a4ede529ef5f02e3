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

    /// <summary>The share of the teacher's answers in the loss, 0 to 1; the labels have the rest. Without labels it is always 1.</summary>
    public double? TeacherShare { get; set; }

    /// <summary>The temperature at which the teacher's answers are followed.</summary>
    public double? Temperature { get; set; }

    /// <summary>The step after which the training was ended by a time limit; its schedule is that of the whole training. Null: it ran to its end.</summary>
    public long? StoppedAfter { get; set; }
}
