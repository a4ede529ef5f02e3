using Frugal.Cli.Errors;
using Frugal.Cli.Json;
using Frugal.Cli.Options;
using Frugal.Cli.Verbs;
using Frugal.Data;
using Frugal.Graphs;
using Frugal.Training;

namespace Frugal.Cli.Models;

/// <summary>What the flags of <c>train</c> say, with defaults filled in.</summary>
internal sealed record TrainingPlan(TrainingJson Settings)
{
    public static TrainingPlan From(VerbContext context)
    {
        string optimizer = context.Get(TrainingOptions.Optimizer) ?? "nesterov";
        bool adaptive = optimizer.StartsWith("adam", StringComparison.Ordinal);
        var settings = new TrainingJson(
            Epochs: Positive(context.Get(TrainingOptions.Epochs) ?? 10, "--epochs"),
            Batch: (int)Positive(context.Get(TrainingOptions.Batch) ?? 128, "--batch"),
            Optimizer: optimizer,
            LearningRate: Positive(context.Get(TrainingOptions.LearningRate) ?? (adaptive ? 0.001 : 0.05), "--learning-rate"),
            Momentum: adaptive ? null : NotNegative(context.Get(TrainingOptions.Momentum) ?? 0.9, "--momentum"),
            Schedule: context.Get(TrainingOptions.Schedule) ?? "cosine",
            Warmup: (int)NotNegative(context.Get(TrainingOptions.Warmup) ?? 0, "--warmup"),
            WeightDecay: NotNegative(context.Get(TrainingOptions.WeightDecay) ?? 1e-4, "--weight-decay"),
            L1: NotNegative(context.Get(TrainingOptions.L1) ?? 0, "--l1"),
            LabelSmoothing: NotNegative(context.Get(TrainingOptions.LabelSmoothing) ?? 0, "--label-smoothing"),
            Shift: (int)NotNegative(context.Get(TrainingOptions.Shift) ?? 0, "--shift"),
            Flip: context.Get(TrainingOptions.Flip),
            Patience: context.Get(TrainingOptions.Patience) is { } patience ? (int)Positive(patience, "--patience") : null,
            KeepBest: context.Get(TrainingOptions.KeepBest),
            Seed: context.Get(RunOptions.Seed) ?? 1);
        if (adaptive && context.Has(TrainingOptions.Momentum)) throw new UsageException($"--momentum belongs to sgd and nesterov, not to {optimizer}.");
        if (settings.LabelSmoothing >= 1) throw new UsageException("--label-smoothing must be below 1.");
        return new TrainingPlan(settings);
    }

    /// <summary>The settings as the trainer takes them.</summary>
    public TrainerSettings ForTrainer(BatchNormalizationMode batchNormalization, string checkpoint) => new()
    {
        BatchSize = Settings.Batch,
        Epochs = Settings.Epochs,
        Optimizer = Optimizer() with { LearningRate = Settings.LearningRate, WeightDecay = Settings.WeightDecay, L1 = Settings.L1 },
        Schedule = Schedule() with { WarmupSteps = Settings.Warmup },
        Seed = Settings.Seed,
        Augmentation = Settings.Shift > 0 || Settings.Flip ? new Augmentation { Shift = Settings.Shift, HorizontalFlip = Settings.Flip } : null,
        BatchNormalization = batchNormalization,
        KeepBest = Settings.KeepBest,
        Patience = Settings.Patience,
        Checkpoint = checkpoint,
    };

    private Optimizer Optimizer() => Settings.Optimizer switch
    {
        "sgd" => new Sgd { Momentum = Settings.Momentum!.Value },
        "nesterov" => new Sgd { Momentum = Settings.Momentum!.Value, Nesterov = true },
        "adam" => new Adam(),
        _ => new Adam { Decoupled = true },
    };

    private Schedule Schedule() => Settings.Schedule switch
    {
        "constant" => new ConstantSchedule(),
        "step" => new StepSchedule(),
        "one-cycle" => new OneCycleSchedule(),
        _ => new CosineSchedule(),
    };

    private static double Positive(double value, string flag) =>
        value > 0 && double.IsFinite(value) ? value : throw new UsageException($"{flag} must be above 0.");

    private static double NotNegative(double value, string flag) =>
        value >= 0 && double.IsFinite(value) ? value : throw new UsageException($"{flag} must not be negative.");
}
