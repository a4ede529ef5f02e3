using Frugal.Data;
using Frugal.Graphs;
using Frugal.Kernels;

namespace Frugal.Training;

/// <summary>How a network is trained.</summary>
public sealed record TrainerSettings
{
    /// <summary>Samples a step. Default 128.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Passes over the training data; may be a fraction. Ignored when <see cref="Steps"/> is given. Default 10.</summary>
    public double Epochs { get; init; } = 10;

    /// <summary>Steps; null: as many as <see cref="Epochs"/> says.</summary>
    public long? Steps { get; init; }

    /// <summary>The update rule. Default: SGD with momentum 0.9 and learning rate 0.05.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd { LearningRate = 0.05 };

    /// <summary>How the learning rate changes. Default: cosine.</summary>
    public Schedule Schedule { get; init; } = new CosineSchedule();

    /// <summary>Decides the order of the samples, augmentation and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Random changes of the training images; null: none.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>How batch normalisation behaves. Default: frozen statistics, as befits fine-tuning.</summary>
    public BatchNormalizationMode BatchNormalization { get; init; } = BatchNormalizationMode.Frozen;

    /// <summary>Policies of leaves by name; others have the default: float weights with one axis or more are trained, boolean and byte-sized leaves are state.</summary>
    public IReadOnlyDictionary<string, LeafPolicy> Leaves { get; init; } = new Dictionary<string, LeafPolicy>();

    /// <summary>Steps between validations; null: once an epoch. Without validation data there are none.</summary>
    public long? ValidateEvery { get; init; }

    /// <summary>Whether the best weights by validation accuracy are restored at the end. Default: no.</summary>
    public bool KeepBest { get; init; }

    /// <summary>Validations without improvement after which training stops; null: it never does. Implies <see cref="KeepBest"/>.</summary>
    public int? Patience { get; init; }

    /// <summary>The largest global norm of the gradient; above it the gradient is scaled down. Null: unlimited.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The teacher whose outputs the loss asks for; null where it does not.</summary>
    public Network? Teacher { get; init; }

    /// <summary>A file to which everything is saved so that training can go on after an interruption; null: none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Steps between checkpoints. Default: at each validation and at an interruption.</summary>
    public long? CheckpointEvery { get; init; }

    /// <summary>The threads to work with. Default: the shared pool.</summary>
    public WorkerPool? Pool { get; init; }

    /// <summary>Threads that prepare batches beside those that compute. Default 1.</summary>
    public int DataWorkers { get; init; } = 1;
}
