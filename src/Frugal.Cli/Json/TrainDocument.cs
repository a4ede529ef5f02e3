using System.Text.Json.Serialization;

namespace Frugal.Cli.Json;

/// <summary>The result of <c>train</c>, and its log.</summary>
internal sealed record TrainDocument : JsonDocument
{
    [JsonPropertyOrder(-4)]
    public override string Kind => "train";

    /// <summary>The architecture or the file that training began with.</summary>
    public required string Start { get; init; }

    public required string Out { get; init; }

    public required string Input { get; init; }

    public required TrainingJson Training { get; init; }

    public required int TrainCount { get; init; }

    public required int ValidationCount { get; init; }

    public required long Steps { get; init; }

    /// <summary>Why training ended before its last step, where it did.</summary>
    public string? Stopped { get; init; }

    public required double TrainingSeconds { get; init; }

    public required double? FinalLoss { get; init; }

    public required IReadOnlyList<ValidationJson> Validations { get; init; }

    /// <summary>The test sets, each read once, at the end.</summary>
    public required IReadOnlyList<ClassificationJson> Tests { get; init; }
}

/// <summary>The settings of a training.</summary>
internal sealed record TrainingJson(
    double Epochs, int Batch, string Optimizer, double LearningRate, double? Momentum, string Schedule, int Warmup, double WeightDecay, double L1, double LabelSmoothing,
    int Shift, bool Flip, int? Patience, bool KeepBest, ulong Seed);

/// <summary>One look at the validation data.</summary>
internal sealed record ValidationJson(long Step, double Epoch, double? Loss, double Accuracy, int Count);
