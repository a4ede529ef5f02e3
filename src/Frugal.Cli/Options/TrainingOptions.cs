using System.CommandLine;

namespace Frugal.Cli.Options;

/// <summary>How a network is trained.</summary>
internal static class TrainingOptions
{
    public static readonly Option<double?> Epochs = Number("--epochs", "Passes over the training data; may be a fraction (default 10).");

    public static readonly Option<int?> Batch = new("--batch") { Description = "Samples a step (default 128).", HelpName = "COUNT" };

    public static readonly Option<double?> LearningRate = Number("--learning-rate", "The learning rate before the schedule (default 0.05; 0.001 for adam and adamw).");

    public static readonly Option<string> Optimizer = Choice.Of("--optimizer", "sgd, nesterov (default), adam or adamw.", "NAME", "sgd", "nesterov", "adam", "adamw");

    public static readonly Option<double?> Momentum = Number("--momentum", "The momentum of sgd and nesterov (default 0.9).");

    public static readonly Option<string> Schedule = Choice.Of("--schedule", "How the learning rate changes: constant, step, cosine (default) or one-cycle.", "NAME", "constant", "step", "cosine", "one-cycle");

    public static readonly Option<int?> Warmup = new("--warmup") { Description = "Steps over which the learning rate rises (default 0).", HelpName = "STEPS" };

    public static readonly Option<double?> WeightDecay = Number("--weight-decay", "L2 weight decay; decoupled for adamw (default 0.0001).");

    public static readonly Option<double?> L1 = Number("--l1", "L1 weight decay (default 0).");

    public static readonly Option<double?> LabelSmoothing = Number("--label-smoothing", "The share of the target spread over all classes (default 0).");

    public static readonly Option<int?> Shift = new("--shift") { Description = "Move training images at random by up to so many pixels (default 0).", HelpName = "PIXELS" };

    public static readonly Option<bool> Flip = new("--flip") { Description = "Mirror training images at random." };

    public static readonly Option<int?> Patience = new("--patience") { Description = "Stop after so many validations without improvement and keep the best (default: never).", HelpName = "COUNT" };

    public static readonly Option<bool> KeepBest = new("--keep-best") { Description = "Keep the weights that were best on validation data instead of the last." };

    public static Option[] All => [Epochs, Batch, LearningRate, Optimizer, Momentum, Schedule, Warmup, WeightDecay, L1, LabelSmoothing, Shift, Flip, Patience, KeepBest];

    private static Option<double?> Number(string name, string description) => new(name) { Description = description, HelpName = "NUMBER" };
}
